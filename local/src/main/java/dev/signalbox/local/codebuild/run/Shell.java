package dev.signalbox.local.codebuild.run;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The one shell in which a build's commands run, so that directory, variables and functions go on from one to the next
 * (buildspec 0.2). Options of the shell ({@code set -e}) end with their command.
 *
 * <p>The shell takes the names of command files from its standard input and answers with exit statuses on its standard
 * error; both are moved out of the commands' reach. What commands print goes through a named pipe, which stays open
 * whoever else holds it: neither their output nor a process they leave behind can stand for an answer or delay one. A
 * command that ends the shell is answered by the shell's end; the next one gets a new shell with the exported variables
 * and the directory that the last whole command left.
 */
public final class Shell implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private static final String DRIVER = """
            exec 9<&0 8>&2 </dev/null 2>&1
            if [ -f %1$s ]; then . %1$s; cd "$(cat %2$s)"; fi
            while IFS= read -r signalbox_step <&9; do
            { . "$signalbox_step"; } 8>&- 9<&-
            { signalbox_status=$?; set +aCefuvx; [ -z "${BASH_VERSION-}" ] || set +o pipefail; } 2>/dev/null
            export -p >%1$s
            pwd >%2$s
            printf '%%s\\n' "$signalbox_status" >&8
            done
            """;

    /** Its exit status; of a shell that went away, its own. */
    private record Answer(int status) { }

    private final Processes processes;
    private final List<String> program;
    private final Path folder;
    private final Path directory;
    private final Map<String, String> environment;
    private final Consumer<byte[]> output;
    private final RandomAccessFile pipe;
    private final FileInputStream printed;

    private @Nullable Process process;
    private BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    /**
     * @param program the shell's command line
     * @param folder the shell's own folder: empty, away from the sources, readable by nobody else
     * @param directory where the first command runs
     * @param environment the whole environment of the commands
     * @param output gets what the commands print, on either stream, in the order printed
     * @throws IOException when the named pipe cannot be made
     */
    public Shell(Processes processes, List<String> program, Path folder, Path directory, Map<String, String> environment,
                 Consumer<byte[]> output) throws IOException, InterruptedException {
        this.processes = processes;
        this.program = program;
        this.folder = folder;
        this.directory = directory;
        this.environment = environment;
        this.output = output;
        Path named = folder.resolve("output");
        Process made = processes.start(new ProcessBuilder("mkfifo", "-m", "600", named.toString())
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD));
        if (made.waitFor() != 0) {
            throw new IOException("cannot make a named pipe in " + folder);
        }
        pipe = new RandomAccessFile(named.toFile(), "rw");
        printed = new FileInputStream(pipe.getFD());
        Files.writeString(folder.resolve("driver"), DRIVER.formatted(quoted(folder.resolve("state")), quoted(folder.resolve("directory"))));
    }

    /**
     * Runs a command; returns when it has ended, not when its children have.
     *
     * @return its exit status; 128 and the signal's number when a signal ended it
     * @throws IOException when no shell can be started
     */
    public int run(String command) throws IOException, InterruptedException {
        Process shell = process;
        if (shell == null || !shell.isAlive()) {
            shell = start();
        }
        Path step = folder.resolve("step");
        Files.writeString(step, command + "\n");
        tell(shell, step);
        long patience = 0;
        while (true) {
            Answer answer = answers.poll(patience, TimeUnit.MILLISECONDS);
            boolean more = pump();
            if (answer != null) {
                return answer.status;
            }
            patience = more ? 1 : 20;
        }
    }

    /**
     * The values that the shell's variables have now.
     *
     * @param names those that are not set are left out of the answer
     */
    public Map<String, String> values(List<String> names) throws IOException, InterruptedException {
        Path values = folder.resolve("values");
        Files.writeString(values, "");
        StringBuilder command = new StringBuilder("{ :\n");
        for (String name : names) {
            command.append("if [ -n \"${%1$s+set}\" ]; then printf '%1$s=%%s\\0' \"$%1$s\"; fi\n".formatted(name));
        }
        run(command.append("} >").append(quoted(values)).toString());
        Map<String, String> found = new LinkedHashMap<>();
        for (String value : Files.readString(values).split("\0")) {
            int equals = value.indexOf('=');
            if (equals > 0) {
                found.put(value.substring(0, equals), value.substring(equals + 1));
            }
        }
        return found;
    }

    /** A text with its variables and command substitutions replaced, as in a here-document: quotes stay. */
    public String expand(String text) throws IOException, InterruptedException {
        if (text.indexOf('$') < 0 && text.indexOf('`') < 0) {
            return text;
        }
        Path expanded = folder.resolve("expanded");
        Files.writeString(expanded, "");
        run("cat >" + quoted(expanded) + " <<SIGNALBOX_END_OF_TEXT\n" + text + "\nSIGNALBOX_END_OF_TEXT");
        return Files.readString(expanded).stripTrailing();
    }

    /** Gives back the pipe; the processes are ended by {@link Processes#end()}. */
    @Override
    public void close() throws IOException {
        pump();
        pipe.close();
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(folder.resolve("driver").toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectOutput(folder.resolve("output").toFile());
        Process shell = processes.start(builder);
        BlockingQueue<Answer> mailbox = new LinkedBlockingQueue<>();
        Thread.ofVirtual().name("shell-" + shell.pid()).start(() -> listen(shell, mailbox));
        shell.onExit().thenAccept(gone -> mailbox.add(new Answer(gone.exitValue())));
        process = shell;
        answers = mailbox;
        return shell;
    }

    private static void listen(Process shell, BlockingQueue<Answer> mailbox) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(shell.getErrorStream(), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                mailbox.add(new Answer(Integer.parseInt(line)));
            }
        } catch (IOException _) {
            // the shell is gone: its end is the answer
        }
    }

    private static void tell(Process shell, Path step) {
        try {
            OutputStream commands = shell.getOutputStream();
            commands.write((step + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException _) {
            // the shell is gone: its end is the answer
        }
    }

    private boolean pump() throws IOException {
        boolean more = false;
        int left = printed.available();
        while (left > 0) {
            byte[] bytes = printed.readNBytes(Math.min(left, BUFFER));
            output.accept(bytes);
            left -= bytes.length;
            more = true;
        }
        return more;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
