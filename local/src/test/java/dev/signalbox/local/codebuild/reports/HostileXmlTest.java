package dev.signalbox.local.codebuild.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

import com.sun.net.httpserver.HttpServer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a build may leave to hurt or to deceive whoever reads its reports. */
class HostileXmlTest {

    private static final String LAUGHS = """
            <!DOCTYPE testsuite [
              <!ENTITY lol "lol">
              <!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
              <!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">
            ]>
            """;

    private static TestResults read(InputStream in) throws ReportProblem {
        TestResults results = new TestResults();
        JunitXml.read(in, "x.xml", results);
        return results;
    }

    private static TestResults read(String text) throws ReportProblem {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String problem(String text) {
        return assertThrows(ReportProblem.class, () -> read(text)).message();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<testsuite><testcase><failure>&lol2;</failure></testcase></testsuite>",
        "<testsuite><testcase name='&lol2;'/></testsuite>"})
    void entitiesOfTheDocumentsOwnAreNotKnown(String body) {
        String problem = problem(LAUGHS + body);
        assertTrue(problem.contains("lol2"), problem);
        assertTrue(problem.startsWith("line 6, column "), problem);
    }

    @Test
    void aDoctypeIsPassedOver() throws ReportProblem {
        assertEquals(1, read(LAUGHS + "<testsuite><testcase name='a'/></testsuite>").total());
    }

    @Test
    void nothingIsLoadedFromElsewhere(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
        HttpServer server = HttpServer.create();
        int[] asked = {0};
        server.bind(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            asked[0]++;
            exchange.sendResponseHeaders(404, -1);
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
            for (String doctype : new String[] {"<!DOCTYPE testsuite SYSTEM '" + address + "'>",
                "<!DOCTYPE testsuite [<!ENTITY % out SYSTEM '" + address + "'> %out;]>",
                "<!DOCTYPE testsuite [<!ENTITY out SYSTEM '" + secret.toUri() + "'>]>"}) {
                assertEquals(1, read(doctype + "<testsuite><testcase/></testsuite>").total());
                String problem = problem(doctype + "<testsuite><testcase><error>&out;</error></testcase></testsuite>");
                assertFalse(problem.contains("hunter2"), problem);
            }
        } catch (ReportProblem e) {
            throw new AssertionError(e);
        } finally {
            server.stop(0);
        }
        assertEquals(0, asked[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<", "<testsuite", "<testsuite>", "<testsuite><testcase></testsuite>", "not XML", "\u0000",
        "<testsuite a='1' a='2'/>", "<testsuite/><testsuite/>", "<?xml version='1.0' encoding='no-such'?><testsuite/>",
        "<?xml version='9.0'?><testsuite/>", "<testsuite>&#0;</testsuite>", "<testsuite>\u0001</testsuite>", "<?xml?><testsuite/>"})
    void whatIsBrokenIsToldInOneLine(String text) {
        String problem = problem(text);
        assertFalse(problem.isBlank());
        assertEquals(1, problem.lines().count(), problem);
        assertTrue(problem.length() < 400, problem);
    }

    @Test
    void anotherEncodingIsReadAndAWrongOneIsTold() throws ReportProblem {
        String text = "<?xml version=\"1.0\" encoding=\"%s\"?><testsuite><testcase name=\"\u00e9t\u00e9\"/></testsuite>";
        for (String name : new String[] {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-8"}) {
            TestResults results = read(new ByteArrayInputStream(text.formatted(name).getBytes(Charset.forName(name))));
            assertEquals("\u00e9t\u00e9", results.kept().getFirst().name());
        }
        byte[] wrong = text.formatted("UTF-8").getBytes(StandardCharsets.ISO_8859_1);
        String problem = assertThrows(ReportProblem.class, () -> read(new ByteArrayInputStream(wrong))).message();
        assertTrue(problem.endsWith("this is not in the encoding that the file names"), problem);
        assertEquals("the encoding no-such is not known", problem(text.formatted("no-such")));
        assertEquals(1, read("\uFEFF" + text.formatted("UTF-8")).total());
    }

    @Test
    void depthIsBounded() {
        String problem = problem("<testsuite>".repeat(1_000));
        assertTrue(problem.contains("a depth of \"101\" that exceeds the limit \"100\""), problem);
    }

    @Test
    void sizeIsBounded() {
        byte[] piece = "<testcase name='a'><failure>x</failure></testcase>".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        InputStream endless = new InputStream() {
            private InputStream at = new ByteArrayInputStream("<testsuite>".getBytes(StandardCharsets.UTF_8));

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = at.read(bytes, from, length);
                if (read < 0) {
                    at = new ByteArrayInputStream(piece);
                    return at.read(bytes, from, length);
                }
                return read;
            }
        };
        ReportProblem problem = assertTimeoutPreemptively(Duration.ofMinutes(1),
                () -> assertThrows(ReportProblem.class, () -> read(endless)));
        assertEquals("the file is larger than 64 MiB", problem.message());
    }

    @Test
    void aLargeHonestReportIsRead() throws ReportProblem {
        byte[] head = "<testsuite>".getBytes(StandardCharsets.UTF_8);
        byte[] body = "<testcase name='&lt;a&gt; &amp;'><failure>&lt;&lt;&#10;</failure></testcase>".repeat(100_000)
                .getBytes(StandardCharsets.UTF_8);
        byte[] foot = ("<system-out><![CDATA[" + "x".repeat(10_000_000) + "]]></system-out></testsuite>").getBytes(StandardCharsets.UTF_8);
        TestResults results = read(new SequenceInputStream(new ByteArrayInputStream(head),
                new SequenceInputStream(new ByteArrayInputStream(body), new ByteArrayInputStream(foot))));
        assertEquals(100_000, results.total());
        assertEquals("<a> &", results.kept().getFirst().name());
    }

    @Property(tries = 2_000)
    void anyTextIsAReportOrAProblem(@ForAll("texts") String text) {
        Coverage coverage = new Coverage();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Attempt attempt : Arrays.<Attempt>asList(in -> JunitXml.read(in, "x", new TestResults()),
                in -> JacocoXml.read(in, coverage), in -> CoberturaXml.read(in, coverage))) {
            try {
                attempt.read(new ByteArrayInputStream(bytes));
            } catch (ReportProblem problem) {
                assertFalse(problem.message().isBlank());
            }
        }
        coverage.files().forEach(file -> assertTrue(file.linesCovered() >= 0 && file.linesMissed() >= 0 && file.lines() <= 100
                && file.branchesCovered() >= 0 && file.branchesMissed() >= 0 && file.branches() <= 100, file::toString));
    }

    private interface Attempt {
        boolean read(InputStream in) throws ReportProblem;
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of("<testsuites>", "<testsuite name='a'>", "</testsuite>", "<testcase name='b' time='x'>",
                "</testcase>", "<failure>", "</failure>", "<failure", " message='m'", "/>", "<report>", "<package name='p'>",
                "<sourcefile name='s'>", "<line nr='1' ci='1' mb='1' cb='9'/>", "<line nr='-1'/>", "<line nr='99999999999'/>",
                "</sourcefile>", "</package>", "<coverage>", "<class filename='f'>", "<line number='2' hits='1'/>",
                "<line number='3' hits='0' condition-coverage='50% (3/2)'/>", "</class>", "</coverage>", "</report>", "&lt;", "&x;", "&#0;",
                "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>", "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]>", "\u0000", "\uFEFF",
                "\uD800", " ", "x");
        return Arbitraries.oneOf(pieces.list().ofMaxSize(30).map(list -> String.join("", list)), Arbitraries.strings().ofMaxLength(100));
    }
}
