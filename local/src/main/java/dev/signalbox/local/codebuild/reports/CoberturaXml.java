package dev.signalbox.local.codebuild.reports;

import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Cobertura's XML, which coverage.py, gocover-cobertura, Coverlet and others write: the lines of each {@code class}, by the
 * file it names. Branches are what {@code condition-coverage="50% (1/2)"} says.
 */
final class CoberturaXml {

    private static final Pattern BRANCHES = Pattern.compile("\\((\\d{1,6})/(\\d{1,6})\\)");

    private CoberturaXml() {
    }

    /** Adds what a file tells. @return whether it is a Cobertura report; of any other XML only the beginning is read */
    static boolean read(InputStream in, Coverage coverage) throws ReportProblem {
        try (Xml xml = new Xml(in)) {
            Optional<String> path = Optional.empty();
            for (Xml.Part part = xml.next(); part != Xml.Part.OVER; part = xml.next()) {
                if (part == Xml.Part.START) {
                    if (xml.depth() == 1 && !xml.name().equals("coverage")) {
                        return false;
                    }
                    if (xml.name().equals("class")) {
                        path = xml.attribute("filename");
                    } else if (xml.name().equals("line") && path.isPresent()) {
                        Matcher branches = BRANCHES.matcher(xml.attribute("condition-coverage").orElse(""));
                        boolean any = branches.find();
                        coverage.line(path.get(), xml.number("number"), isRun(xml.attribute("hits").orElse("0")),
                                any ? Integer.parseInt(branches.group(1)) : 0, any ? Integer.parseInt(branches.group(2)) : 0);
                    }
                }
            }
        }
        return true;
    }

    /** Hits may be more than any whole number of Java's. */
    private static boolean isRun(String hits) {
        return hits.chars().anyMatch(digit -> digit >= '1' && digit <= '9');
    }
}
