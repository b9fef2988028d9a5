package dev.signalbox.local.codebuild.buildspec;

import java.util.List;
import java.util.Map;

/**
 * A buildspec of version 0.2, as the CodeBuild user guide's "Build specification reference" describes it.
 *
 * @param phases those that the file has
 * @param reports at most five, as CodeBuild has it
 * @param warnings what is accepted without effect, worded for the build's log
 */
public record Buildspec(Env env, Map<PhaseName, Commands> phases, Artifacts artifacts, List<ReportSpec> reports,
        List<String> warnings) {

    public Buildspec {
        phases = Map.copyOf(phases);
        reports = List.copyOf(reports);
        warnings = List.copyOf(warnings);
    }

    /** What a phase does; nothing when the file leaves it out. */
    public Commands phase(PhaseName name) {
        return phases.getOrDefault(name, Commands.NONE);
    }

    /** The phases that hold commands. */
    public enum PhaseName {
        INSTALL("install"), PRE_BUILD("pre_build"), BUILD("build"), POST_BUILD("post_build");

        private final String key;

        PhaseName(String key) {
            this.key = key;
        }

        /** The phase's word in the file. */
        public String key() {
            return key;
        }
    }

    /** The shell that runs the commands; AWS's default is {@code sh}. */
    public enum Shell { BASH, SH }

    /** Where the build goes on after a phase that failed. */
    public enum OnFailure {
        /** As CodeBuild's phase transitions say: only a failed BUILD is followed by the next phase. */
        AS_THE_PHASE_SAYS,
        ABORT,
        CONTINUE
    }

    /**
     * The environment that the file asks for.
     *
     * @param parameterStore names of variables to names of parameters
     * @param exported names whose values the build shows when it is over
     */
    public record Env(Shell shell, Map<String, String> variables, Map<String, String> parameterStore,
                      Map<String, SecretReference> secretsManager, List<String> exported) {

        /** What a file without {@code env} asks for. */
        public static final Env NONE = new Env(Shell.SH, Map.of(), Map.of(), Map.of(), List.of());

        public Env {
            variables = Map.copyOf(variables);
            parameterStore = Map.copyOf(parameterStore);
            secretsManager = Map.copyOf(secretsManager);
            exported = List.copyOf(exported);
        }
    }

    /**
     * The commands of a phase.
     *
     * @param runtimes names of runtimes ({@code java}) to the versions asked for ({@code corretto21}, {@code 3.x})
     * @param commands each may have several lines
     * @param last the commands of {@code finally}: run whatever became of the others
     */
    public record Commands(Map<String, String> runtimes, List<String> commands, List<String> last, OnFailure onFailure) {

        /** A phase that the file leaves out. */
        public static final Commands NONE = new Commands(Map.of(), List.of(), List.of(), OnFailure.AS_THE_PHASE_SAYS);

        public Commands {
            runtimes = Map.copyOf(runtimes);
            commands = List.copyOf(commands);
            last = List.copyOf(last);
        }
    }
}
