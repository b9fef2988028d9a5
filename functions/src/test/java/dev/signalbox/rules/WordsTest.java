package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each word of the file: what it leads to, and what is said of it when it is wrong. */
class WordsTest {

    private static final RulesReader READER = new RulesReader(Account.SILENT);

    private static final String WHOLE = """
            version: 1
            concurrency: 8
            skip: ['*[no build]*', 'docs: *']
            notify:
              - { on: [failed, fixed], branches: [main] }
              - { on: [errored] }
            defaults:
              timeout: 2h
              env: { STAGE: test, LEVEL: info }
              privileged: false
            builds:
              lint: { on: { push: {} } }
              unit:
                on:
                  push: { branches: [main], paths: ['src/**', '!**/*.md'], authors: ['*@example.com>'], actors: ['user/*'], messages: ['fix: *'] }
                  tag: ['v*']
                  pull_request: { targets: [main], sources: ['feature/**'], paths: ['src/**'], titles: ['!WIP*'] }
                  schedule:
                    - { cron: '0 3 ? * mon-fri *', timezone: Europe/Amsterdam, branch: main, unless: unchanged, inputs: { DEEP: 'yes' }, overlap: queue }
                    - { rate: 6 hours }
                  manual: {}
                when: { triggers: [push, schedule], branches: ['!wip/**'] }
                project: big-machine
                buildspec: |
                  version: 0.2
                  phases: { build: { commands: [make] } }
                image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/build:1.2
                compute: BUILD_GENERAL1_LARGE
                environment: ARM_CONTAINER
                env: { STAGE: prod, DB: { parameter: /signalbox/db }, KEY: { secret: 'signalbox/app:key:AWSCURRENT' } }
                needs: [lint]
                matrix: { JAVA: ['21', 25], exclude: [{ JAVA: '21' }], include: [{ JAVA: 26, PREVIEW: true }] }
                required: false
                fail-fast: true
                group: { name: deploy-test, cancel: true }
                gate: { coverage: { lines: 80, branches: 72.5 }, tests: 100 }
                artifacts: { bucket: my-bucket, path: builds, name: app.zip, zip: false, key: alias/builds, secondary: { reports: { path: reports } } }
                logs: { cloudwatch: { group: /builds/unit, stream: unit }, s3: my-logs/unit }
            """;

    @Test
    void everyWordIsRead() {
        Rules rules = understood(WHOLE);
        BuildRule unit = rules.builds().getLast();
        assertEquals(8, rules.concurrency());
        assertEquals(List.of(Glob.text("*[no build]*"), Glob.text("docs: *")), rules.skips());
        assertEquals(List.of(new Notice(Set.of("failed", "fixed"), names("main")), new Notice(Set.of("errored"), Patterns.EVERYTHING)),
                rules.notices());
        assertEquals(List.of(
                new Occasion.Push(names("main"), new Filters(names("src/**", "!**/*.md"), texts("*@example.com>"), texts("user/*"), texts("fix: *"))),
                new Occasion.Tag(names("v*"), Filters.NONE),
                new Occasion.PullRequest(names("main"), names("feature/**"),
                        new Filters(names("src/**"), Patterns.EVERYTHING, Patterns.EVERYTHING, texts("!WIP*"))),
                new Occasion.Schedule("cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "main", true, new TreeMap<>(Map.of("DEEP", "yes")),
                        Occasion.Overlap.QUEUE),
                new Occasion.Schedule("rate(6 hours)", "UTC", "", false, new TreeMap<>(), Occasion.Overlap.SKIP),
                new Occasion.Manual()), unit.on());
        assertEquals(new When(Set.of(When.Kind.PUSH, When.Kind.SCHEDULE), names("!wip/**")), unit.when());
        assertEquals(new BuildRule.Machine("big-machine", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/build:1.2",
                "BUILD_GENERAL1_LARGE", "ARM_CONTAINER", false), unit.machine());
        assertEquals("version: 0.2\nphases: { build: { commands: [make] } }\n", unit.buildspec());
        assertEquals(Map.of("STAGE", new Value.Plain("prod"), "LEVEL", new Value.Plain("info"), "DB", new Value.Parameter("/signalbox/db"),
                "KEY", new Value.Secret("signalbox/app:key:AWSCURRENT")), unit.env());
        assertEquals(List.of(Map.of("JAVA", "25"), Map.of("JAVA", "26", "PREVIEW", "true")), unit.matrix().cells());
        assertEquals(Duration.ofHours(2), unit.timeout());
        assertEquals(List.of(false, true), List.of(unit.required(), unit.failFast()));
        assertEquals(new BuildRule.Group("deploy-test", true), unit.group());
        assertEquals(new BuildRule.Gate(80, 72.5, 100), unit.gate());
        assertEquals(Map.of("", new BuildRule.Artifacts("my-bucket", "builds", "app.zip", false, "alias/builds"),
                "reports", new BuildRule.Artifacts("", "reports", "", true, "")), unit.artifacts());
        assertEquals(new BuildRule.Logs(true, "/builds/unit", "unit", true, "my-logs", "unit"), unit.logs());
    }

    private static Patterns names(String... patterns) {
        return new Patterns(Stream.of(patterns).map(Glob::of).toList());
    }

    private static Patterns texts(String... patterns) {
        return new Patterns(Stream.of(patterns).map(Glob::text).toList());
    }

    private static Rules understood(String text) {
        Reading reading = READER.read(text);
        return assertInstanceOf(Reading.Understood.class, reading, reading::toString).rules();
    }
}
