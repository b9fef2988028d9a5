package dev.signalbox.local.codebuild.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import dev.signalbox.local.codebuild.reports.TestResult.Status;

class JunitXmlTest {

    private static TestResults read(String text) throws ReportProblem {
        TestResults results = new TestResults();
        assertTrue(JunitXml.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "x.xml", results));
        return results;
    }

    @Test
    void aSurefireReportIsRead() throws ReportProblem {
        TestResults results = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="surefire.xsd"
                    name="com.example.OrderTest" time="1,002.5" tests="5" errors="1" skipped="1" failures="1">
                  <properties><property name="java.version" value="25"/></properties>
                  <testcase name="adds" classname="com.example.OrderTest" time="1,000.25"/>
                  <testcase name="subtracts" classname="com.example.OrderTest" time="0.001">
                    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="AssertionFailedError"><![CDATA[org.opentest4j.Assert
                	at com.example]]></failure>
                    <rerunFailure message="again"><stackTrace>twice</stackTrace></rerunFailure>
                    <system-out>noise</system-out>
                  </testcase>
                  <testcase name="divides" classname="com.example.OrderTest" time="0"><error type="X">by zero</error></testcase>
                  <testcase name="waits" classname="com.example.OrderTest" time="0"><skipped message="not today"/></testcase>
                  <testcase name="flakes" classname="com.example.OrderTest" time="NaN"><flakyFailure message="once"/></testcase>
                </testsuite>
                """);
        assertEquals(List.of(
                new TestResult(Status.SUCCEEDED, "com.example.OrderTest", "adds", "com.example.OrderTest", 1_000_250_000_000L, "", "x.xml"),
                new TestResult(Status.FAILED, "com.example.OrderTest", "subtracts", "com.example.OrderTest", 1_000_000L,
                        "expected: <1> but was: <2>\norg.opentest4j.Assert\n\tat com.example", "x.xml"),
                new TestResult(Status.ERROR, "com.example.OrderTest", "divides", "com.example.OrderTest", 0, "by zero", "x.xml"),
                new TestResult(Status.SKIPPED, "com.example.OrderTest", "waits", "com.example.OrderTest", 0, "not today", "x.xml"),
                new TestResult(Status.SUCCEEDED, "com.example.OrderTest", "flakes", "com.example.OrderTest", 0, "", "x.xml")),
                results.kept());
        assertTrue(results.anyFailed());
    }

    @Test
    void suitesNestAndClassesMayBeMissing() throws ReportProblem {
        TestResults results = read("<testsuites><testsuite name='outer'><testsuite name='inner'><testcase name='a'/></testsuite>"
                + "<testcase name='b' status='notrun'/></testsuite><testcase classname='c'/></testsuites>");
        assertEquals(List.of(new TestResult(Status.SUCCEEDED, "inner", "a", "inner", 0, "", "x.xml"),
                new TestResult(Status.SKIPPED, "outer", "b", "outer", 0, "", "x.xml"),
                new TestResult(Status.SUCCEEDED, "c", "", "", 0, "", "x.xml")), results.kept());
        assertFalse(results.anyFailed());
    }

    @Test
    void ofMoreThanFiveHundredThoseThatFailedAreKeptFirstAndAllAreCounted() throws ReportProblem {
        String cases = "<testcase name='ok'/>".repeat(600) + "<testcase name='bad'><error/></testcase>".repeat(3)
                + IntStream.range(0, 499).mapToObj("<testcase name='f%d'><failure/></testcase>"::formatted)
                        .reduce("", String::concat);
        TestResults results = read("<testsuite>" + cases + "</testsuite>");
        assertEquals(1102, results.total());
        assertEquals("{ERROR=3, FAILED=499, SKIPPED=0, SUCCEEDED=600, UNKNOWN=0}", results.counts().toString());
        assertEquals(500, results.kept().size());
        assertEquals("bad", results.kept().getFirst().name());
        assertEquals("f0", results.kept().get(1).name());
    }

    @Test
    void longNamesAndMessagesAreCut() throws ReportProblem {
        TestResult result = read("<testsuite><testcase name='" + "n".repeat(5_000) + "'><failure message='" + "m".repeat(6_000) + "'>"
                + "t".repeat(50_000) + "</failure></testcase></testsuite>").kept().getFirst();
        assertEquals(1_000, result.name().length());
        assertEquals(10_000, result.message().length());
    }

    record Told(Status status, String name, int milliSeconds, String message) {
        String xml() {
            String inner = switch (status) {
                case FAILED -> "<failure message='" + escaped(message) + "'/>";
                case ERROR -> "<error>" + escaped(message) + "</error>";
                case SKIPPED -> "<skipped/>";
                case SUCCEEDED, UNKNOWN -> "<system-out>" + escaped(message) + "</system-out>";
            };
            return "<testcase classname='c' name='%s' time='%d.%03d'>%s</testcase>"
                    .formatted(escaped(name), milliSeconds / 1000, milliSeconds % 1000, inner);
        }

        private static String escaped(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;").replace(">", "&gt;");
        }
    }

    @Property(tries = 300)
    void countsAlwaysAddUp(@ForAll("suites") List<List<Told>> suites) throws ReportProblem {
        StringBuilder text = new StringBuilder("<testsuites>");
        for (List<Told> suite : suites) {
            text.append("<testsuite name='s'>");
            suite.forEach(told -> text.append(told.xml()));
            text.append("</testsuite>");
        }
        TestResults results = read(text.append("</testsuites>").toString());
        List<Told> all = suites.stream().flatMap(Collection::stream).toList();
        assertEquals(all.size(), results.total());
        assertEquals(all.size(), results.counts().values().stream().mapToInt(Integer::intValue).sum());
        for (Status status : Status.values()) {
            assertEquals(all.stream().filter(told -> told.status == status).count(), results.counts().get(status.name()).longValue());
        }
        long nanoSeconds = all.stream().mapToLong(Told::milliSeconds).sum() * 1_000_000;
        assertTrue(Math.abs(nanoSeconds - results.nanoSeconds()) <= all.size(), results.nanoSeconds() + " for " + nanoSeconds);
        assertEquals(Math.min(500, all.size()), results.kept().size());
        assertEquals(all.stream().limit(500).map(Told::name).toList(), results.kept().stream().map(TestResult::name).toList());
        assertEquals(results.anyFailed(), all.stream().anyMatch(told -> told.status == Status.FAILED || told.status == Status.ERROR));
    }

    @Provide
    Arbitrary<List<List<Told>>> suites() {
        Arbitrary<String> words = Arbitraries.strings().withChars("abc <>&'\"/é\u4e16").ofMaxLength(12);
        return Combinators.combine(Arbitraries.of(Status.SUCCEEDED, Status.FAILED, Status.ERROR, Status.SKIPPED), words,
                Arbitraries.integers().between(0, 100_000), words).as(Told::new).list().ofMaxSize(20).list().ofMaxSize(6);
    }
}
