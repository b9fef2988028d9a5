package dev.signalbox.local.codebuild.buildspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.local.codebuild.buildspec.Artifacts.Artifact;
import dev.signalbox.local.codebuild.buildspec.Buildspec.OnFailure;
import dev.signalbox.local.codebuild.buildspec.Buildspec.PhaseName;
import dev.signalbox.local.codebuild.buildspec.Buildspec.Shell;

class BuildspecReaderTest {

    @Test
    void aWholeBuildspecIsRead() throws BuildspecProblem {
        Buildspec spec = BuildspecReader.read("""
                version: 0.2
                env:
                  shell: bash
                  variables: { STAGE: test, RATIO: 0.10, FLAG: yes, EMPTY: }
                  parameter-store: { HOST: /orders/host }
                  secrets-manager:
                    KEY: orders/app:key:AWSPREVIOUS
                    ARN: arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf:user
                  exported-variables: [VERSION]
                phases:
                  install:
                    runtime-versions: { java: corretto21, python: 3.10 }
                  build:
                    on-failure: CONTINUE
                    commands:
                      - echo one
                      - |
                        echo two
                        echo three
                    finally: [echo last]
                  post_build: { on-failure: ABORT, commands: [] }
                cache: { paths: ['/root/.m2/**/*'] }
                """);
        assertEquals(Shell.BASH, spec.env().shell());
        assertEquals(Map.of("STAGE", "test", "RATIO", "0.10", "FLAG", "yes", "EMPTY", ""), spec.env().variables());
        assertEquals(Map.of("HOST", "/orders/host"), spec.env().parameterStore());
        assertEquals(new SecretReference("orders/app", Optional.of("key"), Optional.of("AWSPREVIOUS"), Optional.empty()),
                spec.env().secretsManager().get("KEY"));
        assertEquals(new SecretReference("arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf",
                Optional.of("user"), Optional.empty(), Optional.empty()), spec.env().secretsManager().get("ARN"));
        assertEquals(List.of("VERSION"), spec.env().exported());
        assertEquals(Map.of("java", "corretto21", "python", "3.10"), spec.phase(PhaseName.INSTALL).runtimes());
        assertEquals(List.of("echo one", "echo two\necho three\n"), spec.phase(PhaseName.BUILD).commands());
        assertEquals(List.of("echo last"), spec.phase(PhaseName.BUILD).last());
        assertEquals(OnFailure.CONTINUE, spec.phase(PhaseName.BUILD).onFailure());
        assertEquals(OnFailure.ABORT, spec.phase(PhaseName.POST_BUILD).onFailure());
        assertEquals(Buildspec.Commands.NONE, spec.phase(PhaseName.PRE_BUILD));
        assertEquals(1, spec.warnings().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`phases: {}` | 1 | 1 | version is missing",
        "`version: 0.1\nphases: { build: { commands: [a] } }` | 1 | 10 | version 0.1 is not in the local cloud",
        "`version: 3\nphases: { build: { commands: [a] } }` | 1 | 10 | version 3 is unknown",
        "`version: 0.2` | 1 | 1 | phases is missing",
        "`version: 0.2\nphases: {}` | 2 | 9 | at least one of install",
        "`version: 0.2\nphases:\n  buidl:\n    commands: [a]` | 3 | 3 | phases.buidl is unknown: expected install, pre_build",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nbatch: {}` | 3 | 1 | batch is not in the local cloud",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports: []` | 3 | 10 | reports: expected a mapping, found a list",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit:` | 4 | 8 | reports.unit: expected a mapping, found nothing",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit: {}` | 4 | 9 | reports.unit.files is missing",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit:\n    files: x.xml` | 5 | 12 |"
            + "reports.unit.files: expected a list, found text",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports: { unit: { files: [] } }` | 3 | 27 | expected at least one file",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit: { files: [x], file-format: CUCUMBERJSON }` | 4 | 36 |"
            + "the local cloud has no CUCUMBERJSON: expected JUNITXML, JACOCOXML, COBERTURAXML",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit: { files: [x], discard-paths: maybe }` | 4 | 38 |"
            + "expected yes or no",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  unit: { files: [x], base-dir: a }` | 4 | 23 |"
            + "reports.unit.base-dir is unknown: expected files, base-directory",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports:\n  '': { files: [x] }` | 4 | 3 | expected a report group's name",
        "`version: 0.2\nphases: { build: { commands: [a] } }\nreports: { a: { files: [x] }, b: { files: [x] }, c: { files: [x] },"
            + " d: { files: [x] }, e: { files: [x] },\n f: { files: [x] } }` | 4 | 2 | at most 5 report groups",
        "`version: 0.2\nproxy: {}\nphases: { build: { commands: [a] } }` | 2 | 1 | proxy is not in the local cloud",
        "`version: 0.2\nphases:\n  build:\n    run-as: root` | 4 | 5 | run-as is not in the local cloud",
        "`version: 0.2\nphases:\n  build:\n    commands: echo` | 4 | 15 | expected a list, found text",
        "`version: 0.2\nphases:\n  build:\n    commands:\n      - echo a\n      - echo b: c` | 6 | 9 |"
            + "phases.build.commands[1]: expected text, found a mapping",
        "`version: 0.2\nphases:\n  build:\n    on-failure: RETRY` | 4 | 17 | the local cloud has no RETRY",
        "`version: 0.2\nenv: { shell: powershell.exe }\nphases: { build: { commands: [a] } }` | 2 | 15 |"
            + "the local cloud has no powershell.exe",
        "`version: 0.2\nenv: { variables: { A-B: c } }\nphases: { build: { commands: [a] } }` | 2 | 21 | A-B is not a variable's name",
        "`version: 0.2\nversion: 0.2` | 2 | 1 | version is there twice",
        "`version: 0.2\nphases: { install: { runtime-versions: { cobol: 60 } } }` | 2 | 42 | the local cloud has no runtime cobol",
        "`version: 0.2\n\tphases:` | 2 | 1 | ``",
        "`` | 1 | 1 | the file is empty",
        "`[]` | 1 | 1 | the file: expected a mapping, found a list",
    })
    void whatIsWrongIsNamedWithItsPlace(String text, int line, int column, String words) {
        BuildspecProblem problem = assertThrows(BuildspecProblem.class, () -> BuildspecReader.read(text));
        assertTrue(problem.getMessage().contains(words), problem.getMessage());
        assertEquals(line + ":" + column, problem.line() + ":" + problem.column(), problem.getMessage());
    }

    @Test
    void artifactsAreRead() throws BuildspecProblem {
        Artifacts artifacts = BuildspecReader.read("""
                version: 0.2
                phases: { build: { commands: [a] } }
                artifacts:
                  files: ['**/*', top.jar]
                  name: app-$(date +%F)
                  base-directory: target*
                  discard-paths: yes
                  exclude-paths: [a, b]
                  enable-symlinks: no
                  secondary-artifacts:
                    docs: { files: [index.html], exclude-paths: c, discard-paths: no }
                """).artifacts();
        assertEquals(Optional.of(new Artifact(List.of("**/*", "top.jar"), Optional.of("app-$(date +%F)"), Optional.of("target*"),
                List.of("a", "b"), true)), artifacts.primary());
        assertEquals(Map.of("docs", new Artifact(List.of("index.html"), Optional.empty(), Optional.empty(), List.of("c"), false)),
                artifacts.secondary());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`{}`                                                 | artifacts.files is missing",
        "`{ name: a }`                                        | artifacts.files is missing",
        "`[a]`                                                | artifacts: expected a mapping, found a list",
        "`{ files: a }`                                       | artifacts.files: expected a list, found text",
        "`{ files: [a], s3-prefix: b }`                       | artifacts.s3-prefix is not in the local cloud",
        "`{ files: [a], enable-symlinks: yes }`               | artifacts.enable-symlinks is not in the local cloud",
        "`{ files: [a], discard-paths: perhaps }`             | artifacts.discard-paths: expected yes or no, found perhaps",
        "`{ files: [a], colour: red }`                        | artifacts.colour is unknown: expected files, name, base-directory",
        "`{ files: [a], secondary-artifacts: { d: { name: b } } }` | artifacts.secondary-artifacts.d.files is missing",
        "`{ secondary-artifacts: { d: [b] } }`                | artifacts.secondary-artifacts.d: expected a mapping, found a list",
    })
    void artifactsThatAreWrongAreNamed(String artifacts, String words) {
        BuildspecProblem problem = assertThrows(BuildspecProblem.class, () -> BuildspecReader.read(
                "version: 0.2\nphases: { build: { commands: [a] } }\nartifacts: " + artifacts));
        assertTrue(problem.getMessage().contains(words), problem.getMessage());
        assertEquals(3, problem.line());
    }

    @Test
    void reportsAreReadInTheirOrder() throws BuildspecProblem {
        Buildspec spec = BuildspecReader.read("""
                version: 0.2
                phases: { build: { commands: [a] } }
                reports:
                  unit: { files: ['**/*'] }
                  arn:aws:codebuild:us-east-1:123456789012:report-group/all:
                    files: [jacoco.xml, more/*.xml]
                    base-directory: target/*
                    discard-paths: yes
                    file-format: JaCoCoXml
                """);
        assertEquals(List.of(new ReportSpec("unit", List.of("**/*"), ".", false, ReportFormat.JUNITXML),
                new ReportSpec("arn:aws:codebuild:us-east-1:123456789012:report-group/all", List.of("jacoco.xml", "more/*.xml"),
                        "target/*", true, ReportFormat.JACOCOXML)), spec.reports());
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        BuildspecProblem problem = assertThrows(BuildspecProblem.class, () -> BuildspecReader.read("[".repeat(100_000)));
        assertTrue(problem.getMessage().contains("nested more than 50 deep"), problem.getMessage());
    }

    @Property(tries = 2000)
    void anyTextIsABuildspecOrALocatedProblem(@ForAll("texts") String text) {
        try {
            assertTrue(BuildspecReader.read(text).phases().size() <= 4);
        } catch (BuildspecProblem problem) {
            assertTrue(problem.line() >= 1 && problem.column() >= 1 && !String.valueOf(problem.getMessage()).isBlank());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of("version: 0.2", "\n", "\n  ", "\n    ", "\n      ", "phases:", "build:", "commands:",
                "- ",
                "echo hi", "env:", "variables:", "{", "}", "[", "]", ": ", "&a ", "*a", "!!binary ", "\"", "'", "|", "\t", "#", "---",
                "...",
                "finally:", "on-failure:", "artifacts:", "files:", "secondary-artifacts:", "discard-paths:", "reports:", "unit:",
                "file-format:", "JUNITXML", "ABORT", "null", "~", "\u0000", "\uFEFF", "é", "? ", "%YAML 1.3\n", ",");
        return Arbitraries.oneOf(pieces.list().ofMaxSize(40).map(list -> String.join("", list)), Arbitraries.strings().ofMaxLength(200));
    }
}
