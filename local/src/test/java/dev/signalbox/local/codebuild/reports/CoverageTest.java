package dev.signalbox.local.codebuild.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class CoverageTest {

    private final Coverage coverage = new Coverage();

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void jacocosReportIsReadWithoutItsDoctype() throws ReportProblem {
        assertTrue(JacocoXml.read(bytes("""
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
                <report name="orders"><sessioninfo id="x" start="1" dump="2"/>
                  <group name="core"><package name="com/example">
                    <class name="com/example/Order" sourcefilename="Order.java">
                      <method name="total" desc="()I" line="3"><counter type="LINE" missed="1" covered="2"/></method></class>
                    <sourcefile name="Order.java">
                      <line nr="3" mi="0" ci="4" mb="0" cb="0"/><line nr="4" mi="2" ci="1" mb="1" cb="3"/>
                      <line nr="9" mi="5" ci="0" mb="2" cb="0"/>
                      <counter type="LINE" missed="1" covered="2"/><counter type="BRANCH" missed="3" covered="3"/></sourcefile>
                    <sourcefile name="None.java"/>
                  </package></group>
                  <package name=""><sourcefile name="Main.java"><line nr="1" mi="1" ci="0" mb="0" cb="0"/></sourcefile></package>
                  <counter type="LINE" missed="2" covered="2"/></report>
                """), coverage));
        assertEquals(List.of(new FileCoverage("Main.java", 0, 1, 0, 0), new FileCoverage("com/example/Order.java", 2, 1, 3, 3)),
                coverage.files());
    }

    @Test
    void coberturasReportIsReadByFileNotByClass() throws ReportProblem {
        assertTrue(CoberturaXml.read(bytes("""
                <?xml version="1.0" ?>
                <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
                <coverage line-rate="0.5"><sources><source>/src</source></sources><packages><package name="p"><classes>
                  <class name="A" filename="p/a.py"><methods><method name="m"><lines><line number="1" hits="99999999999"/></lines></method>
                    </methods><lines><line number="1" hits="99999999999"/>
                    <line number="2" hits="0" branch="true" condition-coverage="50% (1/2)" missing-branches="4"/></lines></class>
                  <class name="A$B" filename="p/a.py"><lines><line number="2" hits="1" branch="true" condition-coverage="100% (2/2)"/>
                    <line number="7" hits="0" branch="false"/></lines></class>
                </classes></package></packages></coverage>
                """), coverage));
        assertEquals(List.of(new FileCoverage("p/a.py", 2, 1, 2, 0)), coverage.files());
    }

    @Test
    void whatTwoReportsTellOfAFileCountsOnce() throws ReportProblem {
        coverage.line("a", 1, false, 0, 2);
        coverage.line("a", 1, true, 1, 2);
        coverage.line("a", 1, false, 0, 2);
        assertEquals(List.of(new FileCoverage("a", 1, 0, 1, 1)), coverage.files());
    }

    @Test
    void percentagesAreCutToTwoPlaces() {
        assertEquals(90.9, new FileCoverage("", 10, 1, 1, 1).lines());
        assertEquals(83.33, new FileCoverage("", 5, 1, 0, 0).lines());
        assertEquals(0, new FileCoverage("", 0, 0, 0, 0).branches());
        assertEquals(100, new FileCoverage("", 7, 0, 0, 0).lines());
    }

    @Test
    void otherXmlIsNoCoverage() throws ReportProblem {
        assertFalse(JacocoXml.read(bytes("<testsuite><broken"), coverage));
        assertFalse(CoberturaXml.read(bytes("<report/>"), coverage));
        assertEquals(List.of(), coverage.files());
    }

    @Test
    void numbersThatAreNoneAreToldWithTheirPlace() {
        ReportProblem problem = assertThrows(ReportProblem.class, () ->
                JacocoXml.read(bytes("<report><sourcefile name='a'><line nr='-3'/></sourcefile></report>"), coverage));
        assertTrue(problem.message().startsWith("line 1, column "), problem.message());
        assertTrue(problem.message().endsWith("line has nr=\"-3\", which is no count"), problem.message());
    }

    @Test
    void linesFilesAndBranchesAreBounded() {
        assertEquals("more than 50,000,000 lines", assertThrows(ReportProblem.class,
                () -> coverage.line("a", Integer.MAX_VALUE, true, 0, 0)).message());
        assertEquals("more than 50,000,000 lines", assertThrows(ReportProblem.class, () -> {
            for (int file = 0; file < 100; file++) {
                coverage.line("a" + file, 1_000_000, true, 0, 0);
            }
        }).message());
        assertEquals("more than 20,000 source files", assertThrows(ReportProblem.class, () -> {
            Coverage many = new Coverage();
            for (int file = 0; file < 100_000; file++) {
                many.line("a" + file, 1, true, 0, 0);
            }
        }).message());
        assertEquals("more than 1,000,000 lines with branches", assertThrows(ReportProblem.class, () -> {
            Coverage many = new Coverage();
            for (int line = 0; line < 2_000_000; line++) {
                many.line("a", line, true, 1, Integer.MAX_VALUE);
            }
        }).message());
    }
}
