package dev.signalbox.local.codebuild.reports;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.codebuild.reports.TestResult.Status;

/**
 * Reads JUnit XML: test cases in suites, which may nest. A test case failed, erred or was skipped when the element of that name
 * stands directly in it; repeated runs (Surefire's {@code flakyFailure}, {@code rerunFailure}) do not count.
 */
final class JunitXml {

    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_MESSAGE = 10_000;
    private static final double NANO_SECONDS = 1e9;

    private final TestResults results;
    private final String file;
    private final Deque<String> suites = new ArrayDeque<>();
    private @Nullable Case open;

    private JunitXml(TestResults results, String file) {
        this.results = results;
        this.file = file;
    }

    private static final class Case {
        private final int depth;
        private final String prefix;
        private final String name;
        private final long nanoSeconds;
        private final StringBuilder message = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private Status status;
        private boolean telling;

        Case(int depth, String prefix, String name, long nanoSeconds, Status status) {
            this.depth = depth;
            this.prefix = prefix;
            this.name = name;
            this.nanoSeconds = nanoSeconds;
            this.status = status;
        }

        void begin(Status found, Optional<String> words) {
            if (status == Status.SUCCEEDED) {
                status = found;
            }
            telling = true;
            words.ifPresent(this::say);
        }

        void end() {
            String more = text.toString().strip();
            text.setLength(0);
            telling = false;
            if (!more.isEmpty() && !message.toString().equals(more)) {
                say(more);
            }
        }

        private void say(String more) {
            if (!message.isEmpty()) {
                message.append('\n');
            }
            message.append(cut(more, Math.max(0, LONGEST_MESSAGE - message.length())));
        }
    }

    /**
     * Adds the test cases of a file.
     *
     * @param file its path, as test cases show it
     * @return whether it is a JUnit report; of any other XML only the beginning is read
     * @throws ReportProblem when it is not XML, or too much; what came before is added
     */
    static boolean read(InputStream in, String file, TestResults results) throws ReportProblem {
        JunitXml reading = new JunitXml(results, file);
        try (Xml xml = new Xml(in)) {
            for (Xml.Part part = xml.next(); part != Xml.Part.OVER; part = xml.next()) {
                switch (part) {
                    case START -> {
                        if (xml.depth() == 1 && !xml.name().equals("testsuites") && !xml.name().equals("testsuite")) {
                            return false;
                        }
                        reading.start(xml);
                    }
                    case TEXT -> reading.text(xml);
                    case END -> reading.end(xml);
                    case OVER -> { }
                }
            }
        }
        return true;
    }

    private void start(Xml xml) {
        Case current = open;
        if (current == null) {
            switch (xml.name()) {
                case "testsuite" -> suites.push(cut(xml.attribute("name").orElse(""), LONGEST_NAME));
                case "testcase" -> open = begin(xml);
                default -> { }
            }
        } else if (xml.depth() == current.depth + 1) {
            switch (xml.name()) {
                case "failure" -> current.begin(Status.FAILED, xml.attribute("message"));
                case "error" -> current.begin(Status.ERROR, xml.attribute("message"));
                case "skipped" -> current.begin(Status.SKIPPED, xml.attribute("message"));
                default -> { }
            }
        }
    }

    private Case begin(Xml xml) {
        String suite = suites.isEmpty() ? "" : suites.getFirst();
        boolean notRun = xml.attribute("status").filter("notrun"::equals).isPresent(); // as googletest tells of disabled tests
        return new Case(xml.depth(), cut(xml.attribute("classname").orElse(suite), LONGEST_NAME),
                cut(xml.attribute("name").orElse(""), LONGEST_NAME), nanoSeconds(xml.attribute("time").orElse("0")),
                notRun ? Status.SKIPPED : Status.SUCCEEDED);
    }

    private void text(Xml xml) {
        if (open != null && open.telling) {
            xml.addTextTo(open.text, LONGEST_MESSAGE);
        }
    }

    private void end(Xml xml) {
        Case current = open;
        if (current == null) {
            if (xml.name().equals("testsuite")) {
                suites.pop();
            }
        } else if (xml.depth() == current.depth && current.telling) {
            current.end();
        } else if (xml.depth() < current.depth) {
            open = null;
            results.add(new TestResult(current.status, current.prefix, current.name, suites.isEmpty() ? "" : suites.getFirst(),
                    current.nanoSeconds, current.message.toString(), file));
        }
    }

    /** Of seconds, which some write with commas between the thousands; 0 for what is no such number. */
    private static long nanoSeconds(String seconds) {
        try {
            double number = Double.parseDouble(seconds.replace(",", ""));
            return number > 0 ? (long) (number * NANO_SECONDS) : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
