package dev.signalbox.local.codebuild.reports;

import java.io.InputStream;

/**
 * Reads JaCoCo's XML: the lines of each {@code sourcefile} in its {@code package}. A line is covered when one of its instructions
 * was run, as JaCoCo counts it.
 */
final class JacocoXml {

    private JacocoXml() {
    }

    /** Adds what a file tells. @return whether it is a JaCoCo report; of any other XML only the beginning is read */
    static boolean read(InputStream in, Coverage coverage) throws ReportProblem {
        try (Xml xml = new Xml(in)) {
            String folder = "";
            String path = "";
            for (Xml.Part part = xml.next(); part != Xml.Part.OVER; part = xml.next()) {
                if (part == Xml.Part.START) {
                    if (xml.depth() == 1 && !xml.name().equals("report")) {
                        return false;
                    }
                    switch (xml.name()) {
                        case "package" -> folder = xml.attribute("name").orElse("");
                        case "sourcefile" -> path = (folder.isEmpty() ? "" : folder + "/") + xml.attribute("name").orElse("");
                        case "line" -> {
                            int covered = xml.number("cb");
                            coverage.line(path, xml.number("nr"), xml.number("ci") > 0, covered, sum(covered, xml.number("mb")));
                        }
                        default -> { }
                    }
                }
            }
        }
        return true;
    }

    private static int sum(int left, int right) {
        return (int) Math.min(Integer.MAX_VALUE, (long) left + right);
    }
}
