package dev.signalbox.local.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import picocli.CommandLine;

/** A git repository in a folder, and the command line on it. */
record GitProject(Path folder, Git git) {

    /** How a command ended. */
    record Ended(int status, String output, String errors) { }

    GitProject(Path folder) {
        this(folder, new Git(folder, Map.of("GIT_AUTHOR_NAME", "Ada", "GIT_AUTHOR_EMAIL", "ada@example.com",
                "GIT_COMMITTER_NAME", "Ada", "GIT_COMMITTER_EMAIL", "ada@example.com")));
    }

    static GitProject in(Path folder) throws IOException {
        GitProject project = new GitProject(Files.createDirectories(folder));
        project.git.run("init", "--quiet", "--initial-branch", "main");
        return project;
    }

    /** Writes a file, and commits everything. @return the commit's id */
    String commit(String message, String file, String text) {
        write(file, text);
        git.run("add", "--all");
        git.run("commit", "--quiet", "--message", message);
        return git.run("rev-parse", "HEAD");
    }

    Path write(String file, String text) {
        try {
            Path whole = folder.resolve(file);
            Files.createDirectories(whole.getParent());
            return Files.writeString(whole, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ended signalbox(Object... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = Main.line();
        line.setOut(new PrintWriter(output));
        line.setErr(new PrintWriter(errors));
        String[] request = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            request[i] = words[i].toString();
        }
        int status = line.execute(request);
        return new Ended(status, output.toString(), errors.toString());
    }
}
