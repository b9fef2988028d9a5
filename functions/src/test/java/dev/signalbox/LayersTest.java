package dev.signalbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.signalbox", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule onlyAdaptersAndHandlersKnowAws = noClasses()
            .that().resideOutsideOfPackages("dev.signalbox.aws..", "dev.signalbox.functions..")
            .should().dependOnClassesThat().resideInAnyPackage("software.amazon..", "com.amazonaws..", "org.joda..", "org.slf4j..");

    @ArchTest
    static final ArchRule nothingKnowsTheHandlers = noClasses()
            .that().resideOutsideOfPackage("dev.signalbox.functions..")
            .should().dependOnClassesThat().resideInAPackage("dev.signalbox.functions..");

    @ArchTest
    static final ArchRule onlyTheHandlersKnowTheAdapters = noClasses()
            .that().resideOutsideOfPackages("dev.signalbox.aws..", "dev.signalbox.functions..")
            .should().dependOnClassesThat().resideInAPackage("dev.signalbox.aws..");

    @ArchTest
    static final ArchRule whatIsShownOfPullRequestsKnowsNoRuns = noClasses()
            .that().resideInAPackage("dev.signalbox.pullrequest..")
            .should().dependOnClassesThat().resideInAnyPackage("dev.signalbox.run..", "dev.signalbox.plan..", "dev.signalbox.trigger..");

    @ArchTest
    static final ArchRule verdictsAndTheirTextsKnowNoPullRequests = noClasses()
            .that().resideInAnyPackage("dev.signalbox.verdict..", "dev.signalbox.tell..")
            .should().dependOnClassesThat().resideInAPackage("dev.signalbox.pullrequest..");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.signalbox.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule plansArePure = noClasses()
            .that().resideInAnyPackage("dev.signalbox.trigger..", "dev.signalbox.rules..", "dev.signalbox.plan..")
            .should().dependOnClassesThat().haveNameMatching(
                    "java\\.(time\\.Clock|util\\.Random|util\\.concurrent\\..*|io\\.File.*|net\\..*)");

    @ArchTest
    static final ArchRule everyPackageSaysWhatLivesThere = classes().should(ArchCondition.from(DescribedPredicate.describe(
            "live in a package whose package-info is @NullMarked", type -> type.getPackage().isAnnotatedWith(NullMarked.class))));
}
