package dev.signalbox.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.signalbox.local", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule theCloudKnowsNothingOfWhatItRuns = noClasses()
            .that().resideOutsideOfPackage("dev.signalbox.local.command..")
            .should().dependOnClassesThat().resideInAnyPackage(
                    "dev.signalbox.trigger..", "dev.signalbox.rules..", "dev.signalbox.plan..", "dev.signalbox.run..");

    @ArchTest
    static final ArchRule theCommandLineReadsAndPlansAndNoMore = noClasses()
            .should().dependOnClassesThat().resideInAnyPackage(
                    "dev.signalbox.verdict..", "dev.signalbox.tell..", "dev.signalbox.aws..", "dev.signalbox.functions..");

    @ArchTest
    static final ArchRule nothingKnowsTheCommandLine = noClasses()
            .that().resideOutsideOfPackage("dev.signalbox.local.command..")
            .should().dependOnClassesThat().resideInAPackage("dev.signalbox.local.command..");
}
