package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each word of the file: what it leads to, and what is said of it when it is wrong. */
class WordsTest {

    private static final RulesReader READER = new RulesReader(Account.SILENT);

    static final String WHOLE = """
            version: 1
            concurrency: 8
            skip: ['*[no build]*', 'docs: *']
            notify:
              - { on: [failed, fixed], branches: [main] }
              - { on: [errored] }
            commands: { skip: ['user/lead', 'assumed-role/Admin/*'] }
            defaults:
              timeout: 2h
              env: { STAGE: test, LEVEL: info }
              privileged: false
            builds:
              lint:
                on: { push: {}, pull_request: { build: source, trusted: true } }
                buildspec: { from: target, path: ci/lint.yml }
                group: { cancel: false }
              unit:
                on:
                  push:
                    { branches: [main], paths: ['src/**', '!**/*.md'], authors: ['*@example.com>'], actors: ['user/*'],
                      messages: ['fix: *'] }
                  tag: ['v*']
                  pull_request: { targets: [main], sources: ['feature/**'], paths: ['src/**'], titles: ['!WIP*'] }
                  schedule:
                    - { cron: '0 3 ? * mon-fri *', timezone: Europe/Amsterdam, branch: main, unless: unchanged,
                        inputs: { DEEP: 'yes' }, overlap: queue }
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
                artifacts: { bucket: my-bucket, path: builds, name: app.zip, zip: false, key: alias/builds,
                             secondary: { reports: { path: reports } } }
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
        assertEquals(new Callers(List.of(Glob.text("user/lead"), Glob.text("assumed-role/Admin/*"))), rules.maySkip());
        BuildRule lint = rules.builds().getFirst();
        assertEquals(new Occasion.PullRequest(Patterns.EVERYTHING, Patterns.EVERYTHING, Filters.NONE, Occasion.Proposal.SOURCE, true),
                lint.on().getLast());
        assertEquals(new Buildspec.OfTarget("ci/lint.yml"), lint.buildspec());
        assertEquals(new BuildRule.Group("", false), lint.group());
        assertEquals(List.of(
                new Occasion.Push(names("main"), new Filters(names("src/**", "!**/*.md"), texts("*@example.com>"), texts("user/*"),
                        texts("fix: *"))),
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
        assertEquals(new Buildspec.Inline("version: 0.2\nphases: { build: { commands: [make] } }\n"), unit.buildspec());
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "push: { branches: [a] }|1", "push: [{ branches: [a] }, { paths: [b] }]|2", "push: [{}]|1", "push:|1",
        "tag: [v1, v2]|1", "tag: { tags: [v1] }|1", "tag: [{ tags: [v1], authors: ['a*'] }, {}]|2", "tag: {}|1", "tag:|1",
        "pull_request: {}|1", "pull_request: [{ targets: [a] }, { sources: [b] }]|2",
        "schedule: [{ rate: 1 hour }, { rate: 2 days }]|2", "manual: {}|1", "manual:|1"})
    void anyOfSeveralOccasionsMayStandInAList(String on, int occasions) {
        assertEquals(occasions, understood("version: 1\nbuilds: { unit: { on: { " + on + " } } }").builds().getFirst().on().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "push: [main]|expected 'branches:' or 'paths:'",
        "push: []|expected at least one entry",
        "push: main|expected 'branches:' or 'paths:', or a list of such",
        "tag: []|expected at least one pattern",
        "tag: v1|expected a list of patterns, or 'tags:'",
        "tag: [v1, { tags: [v2] }]|expected 'tags:'",
        "tag: { paths: [a] }|unknown word 'paths', expected tags, authors, actors, messages",
        "pull_request: { branches: [main] }|unknown word 'branches', expected targets, sources,",
        "pull_request: { title: [a] }|did you mean 'titles'?",
        "pull_request: { build: sources }|unknown proposal 'sources'; did you mean 'source'?",
        "pull_request: { build: true }|unknown proposal 'true', expected merge, source",
        "pull_request: { trusted: maybe }|expected true or false",
        "push: { trusted: true }|unknown word 'trusted', expected branches,",
        "push: { paths: ['{a'] }|expected braces such as {a,b}, closed by }",
        "push: { paths: ['a}'] }|expected { before }, as in {a,b}",
        "push: { paths: ['{a}'] }|expected alternatives in braces",
        "push: { paths: ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'] }|expected braces that stand for at most 64 patterns",
        "manual: { branches: [a] }|unknown word 'branches', expected none here",
        "manual: true|expected nothing, as in 'manual: {}'",
        "schedule: { rate: 1 hour }|expected a list of times",
        "schedule: []|expected at least one time",
        "schedule: [{}]|expected one of 'cron:' and 'rate:'",
        "schedule: [{ cron: '0 3 ? * * *', rate: 1 hour }]|expected one of 'cron:' and 'rate:'",
        "schedule: [{ rate: 1 hours }]|expected a rate such as 1 hour or 6 hours",
        "schedule: [{ rate: 6 hour }]|expected a rate such as 1 hour or 6 hours",
        "schedule: [{ rate: 0 hours }]|expected a rate such as 1 hour or 6 hours",
        "schedule: [{ rate: 6 weeks }]|in minutes, hours or days",
        "schedule: [{ rate: 1 hour, timezone: Europe/Amsterdm }]|did you mean 'Europe/Amsterdam'?",
        "schedule: [{ rate: 1 hour, timezone: '+02:00' }]|expected a time zone such as Europe/Amsterdam",
        "schedule: [{ rate: 1 hour, timezone: SystemV/AST4 }]|expected a time zone",
        "schedule: [{ rate: 1 hour, branch: 'release/*' }]|expected the name of one branch",
        "schedule: [{ rate: 1 hour, unless: changed }]|unknown condition 'changed'; did you mean 'unchanged'?",
        "schedule: [{ rate: 1 hour, overlap: wait }]|unknown overlap 'wait', expected skip, queue, cancel",
        "schedule: [{ rate: 1 hour, inputs: { 'A B': x } }]|expected a name of letters, digits and _",
        "schedule: [{ rate: 1 hour, inputs: { A: { parameter: /signalbox/x } } }]|expected a text",
        "schedule: [{ rate: 1 hour }, { rate: 1 hour, overlap: queue }]|expected 'overlap: skip', as the same time has it elsewhere",
        "schedule: [{ rate: 1 day, inputs: { A: x } }, { rate: 1 day, inputs: { A: y } }]|expected each time only once in a build",
        "schedule: [{ rate: 1 day, branch: a }, { rate: 1 day }, { rate: 1 day, branch: a }]|expected each time only once in a build"})
    void whatIsWrongWithAnOccasionIsSaid(String on, String expected) {
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { " + on + " }\n", 4, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "push: { branches: [refs/heads/main] }|expected 'main', without refs/heads/",
        "push: { branches: ['!refs/heads/wip/**'] }|expected '!wip/**', without refs/heads/",
        "push: { branches: ['{refs/heads/main,dev}'] }|expected '{main,dev}', without refs/heads/",
        "push: { branches: ['refs/{heads,tags}/a'] }|expected a short name, without refs/heads/",
        "push: { branches: ['^main$'] }|expected no '^': no name of a branch or tag holds one",
        "push: { branches: ['main~1'] }|expected no '~': no name",
        "push: { branches: ['origin:main'] }|expected no ':': no name",
        "push: { branches: ['*/my branch'] }|expected no space: no name",
        "push: { branches: ['{main,a b}'] }|expected no space: no name",
        "push: { branches: [release/] }|expected 'release/**': a pattern fits a whole name, without a trailing /",
        "tag: [refs/tags/v1]|expected 'v1', without refs/tags/",
        "tag: ['v*', 'v 1']|expected no space: no name",
        "pull_request: { targets: [refs/heads/main] }|expected 'main', without refs/heads/",
        "pull_request: { sources: ['/topic'] }|expected 'topic': a pattern fits a whole name, without a leading /",
        "push: { paths: ['/src/**'] }|expected 'src/**': a pattern fits a whole path, without a leading /",
        "push: { paths: ['!./docs/*'] }|expected '!docs/*': a pattern fits a whole path, without a leading ./",
        "push: { paths: [src/] }|expected 'src/**': a pattern fits a whole path, without a trailing /",
        "push: { paths: ['src/**/'] }|expected 'src/**': a pattern fits a whole path, without a trailing /",
        "push: { paths: ['{src/,docs/**}'] }|expected a pattern that fits a whole path, without a trailing /",
        "push: { paths: ['/src/'] }|expected 'src/**': a pattern fits a whole path, without a leading /"})
    void aPatternThatFitsNothingIsAProblem(String on, String expected) {
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { " + on + " }\n", 4, expected);
    }

    @Test
    void aPatternOfVerdictsOrConditionsThatFitsNothingIsAProblem() {
        assertProblem("version: 1\nbuilds: { unit: { on: { push: }, when: { branches: [refs/heads/main] } } }", 2,
                "expected 'main', without refs/heads/");
        assertProblem("version: 1\nbuilds: { unit: { on: { push: } } }\nnotify: [{ branches: [refs/heads/main] }]", 3,
                "expected 'main', without refs/heads/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push: { branches: [refs/heads, heads/refs/heads/a, 'a/*/b', '[^ :~]x', '**/a', '{a,b}/c'] }",
        "push: { paths: ['a b', 'a:b', '^~', '.a/b', '**', '**/a', refs/heads/a, '[/]a', '.github/**'], branches: [main] }",
        "push: { messages: ['/a: b^~/'], authors: ['Ada <*'] }"})
    void aPatternThatMayFitIsNone(String on) {
        understood("version: 1\nbuilds: { unit: { on: { " + on + " } } }");
    }

    @Test
    void buildsMayShareATime() {
        assertEquals(List.of(1, 2), understood("""
                version: 1
                builds:
                  unit: { on: { schedule: [{ rate: 1 day, inputs: { A: x } }] } }
                  lint: { on: { schedule: [{ rate: 1 day, inputs: { A: y } }, { rate: 1 day, timezone: Europe/Amsterdam }] } }
                """).builds().stream().map(build -> build.on().size()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 3 ? * MON-FRI *", "0/15 * * * ? *", "*/5 8-17 ? * MON,WED,FRI *", "0 0 L * ? *", "15 10 ? * 6L 2022-2023",
        "0 9 ? * 2#1 *", "0 9 ? * TUE#5 *", "0 12 15W * ? 2030", "1,2,30-40/3 0 1 JAN-JUN/2 ? 1970-2199", "59 23 31 12 ? *",
        "0 0 ? * L *", "0 0 1,15 * ? *"})
    void awsCronIsTaken(String cron) {
        assertEquals("cron(" + cron + ")", schedule("cron: '" + cron + "'").expression());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "0 3 * * *|expected six fields", "0 0 3 ? * MON *|expected six fields", "''|expected six fields", "``|expected six fields",
        "@daily|expected six fields",
        "0 3 * * * *|expected ? in one of", "0 3 ? * ? *|expected ? in one of", "0 3 1 * MON *|expected ? in one of",
        "60 3 ? * * *|expected 0 to 59 in the field minutes, not '60'", "0 24 ? * * *|expected 0 to 23 in the field hours, not '24'",
        "0 3 0 * ? *|expected 1 to 31 in the field day of month, not '0'", "0 3 32W * ? *|in the field day of month, not '32W'",
        "0 3 1 13 ? *|expected 1 to 12 or JAN to DEC in the field month, not '13'", "0 3 ? * 0 *|expected 1 to 7 or SUN to SAT in the "
                + "field day of week",
        "0 3 ? * MON-SUN *|expected a rising range in the field day of week, not 'MON-SUN'",
        "0 3 ? * MON#6 *|in the field day of week, not 'MON#6'",
        "0 3 ? * 2#1,3#1 *|in the field day of week", "0 3 ? * MONDAY *|in the field day of week", "0 3 1 ? ? *|expected 1 to 12",
        "0 3 ? * * 1969|expected 1970 to 2199 in the field year", "0 3, ? * * *|in the field hours, not ''",
        "*/0 3 ? * * *|in the field minutes, not '*/0'",
        "0 L ? * * *|in the field hours, not 'L'", "-1 3 ? * * *|in the field minutes", "0 3 LW * ? *|in the field day of month, not 'LW'",
        "0 3 ? * * ٢٠٣٠|in the field year"})
    void otherCronIsAProblem(String cron, String expected) {
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { schedule: [{ cron: '" + cron.replace("'", "''") + "' }] }\n", 4, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "when: {}|expected 'triggers:' or 'branches:'",
        "when: { triggers: [pushes] }|unknown trigger 'pushes'; did you mean 'push'?",
        "when: { triggers: [] }|expected at least one trigger",
        "image: 'no image'|expected a build image",
        "image: ''|expected a build image",
        "compute: BUILD_GENERAL1_LAGRE|did you mean 'BUILD_GENERAL1_LARGE'?",
        "compute: large|unknown compute type 'large', expected BUILD_GENERAL1_SMALL,",
        "environment: LINUX|unknown environment type 'LINUX', expected WINDOWS_CONTAINER,",
        "privileged: maybe|expected true or false",
        "buildspec: \"a\\nb\"|expected a buildspec, which has a line 'version: 0.2'",
        "buildspec: {}|expected 'from:' or 'path:', such as { from: target, path: ci/unit.yml }",
        "buildspec: { form: target }|unknown word 'form'; did you mean 'from'?",
        "buildspec: { from: main }|unknown origin 'main', expected source, target",
        "buildspec: { from: target, path: /ci/unit.yml }|expected a path in the repository, such as ci/unit.yml",
        "buildspec: { path: \"version: 0.2\\nphases: {}\" }|expected a path in the repository, such as ci/unit.yml",
        "env: { A: { parameter: /x } }|expected a parameter whose name begins with /signalbox/",
        "env: { A: { parameter: signalbox/x } }|expected a parameter whose name begins with /signalbox/",
        "env: { A: { secret: other/app } }|expected a secret whose name begins with signalbox/",
        "env: { A: { secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-AbCdEf' } }|expected a secret whose name "
                + "begins with",
        "env: { A: { secret: 'a:b:c:d' } }|expected a secret, such as",
        "env: { A: { secret: 'signalbox/app::::' } }|expected a secret, such as",
        "env: { A: { parameter: '/a b' } }|expected the name of a parameter",
        "env: { A: {} }|expected one of 'parameter:' and 'secret:'",
        "env: { A: { secret: signalbox/x, parameter: /signalbox/y } }|expected one of 'parameter:' and 'secret:'",
        "env: { A: { param: /signalbox/y } }|unknown word 'param'; did you mean 'parameter'?",
        "env: { A: [b] }|expected a text ('' for an empty one), { parameter: /name } or { secret: name }",
        "env: { DB_PASSWORD: hunter2 }|write DB_PASSWORD: { parameter: /signalbox/... }",
        "matrix: { A: 1 }|expected a list of values",
        "matrix: { A: [] }|expected at least one value",
        "matrix: {}|expected at least one variable",
        "matrix: { A: [1, 2], A1: [1, 1] }|expected each value only once",
        "matrix: { AWS_REGION: [a] }|expected another name",
        "matrix: { A: ['1, B=2'], include: [{ A: '1', B: '2' }] }|expected no two combinations that are shown alike, (A=1, B=2)",
        "matrix: { A: [1], exclude: [{ A: 1 }] }|expected 1 to 256 combinations, not 0",
        "matrix: { A: [1], exclude: [{ B: 1 }] }|no variable of the matrix is named 'B'; did you mean 'A'?",
        "matrix: { JAVA: [21], exclude: [{ JAVA: 12 }] }|'12' is no value of JAVA; did you mean '21'?",
        "matrix: { A: [1], include: {} }|expected a list of values by their variables",
        "matrix: { A: [1], include: [{}] }|expected 1 to 20 variables",
        "matrix: { A: [[1]] }|expected a text",
        "matrix: { A: [1,2,3,4,5,6,7], B: [1,2,3,4,5,6,7], C: [1,2,3,4,5,6,7] }|expected at most 256 combinations",
        "fail-fast: 1|expected true or false",
        "failfast: true|did you mean 'fail-fast'?",
        "group: 'a b'|expected the name of a group",
        "group: {}|expected 'name:' or 'cancel:'",
        "group: { name: '' }|expected the name of a group",
        "group: { cancel: 0 }|expected true or false",
        "group: { name: a, cancel: maybe }|expected true or false",
        "gate: {}|expected 'coverage:' or 'tests:'",
        "gate: { coverage: 80 }|expected 'lines:' or 'branches:', such as { lines: 80 }",
        "gate: { coverage: {} }|expected 'lines:' or 'branches:'",
        "gate: { coverage: { lines: 101 } }|expected a percentage from 0 to 100",
        "gate: { coverage: { lines: -1 } }|expected a percentage from 0 to 100",
        "gate: { coverage: { lines: 80% } }|expected a percentage from 0 to 100",
        "gate: { coverage: { line: 80 } }|did you mean 'lines'?",
        "gate: { tests: 0 }|expected a number of tests, at least 1",
        "artifacts: { bucket: My_Bucket }|expected the name of an S3 bucket",
        "artifacts: { bucket: 10.0.0.1 }|expected the name of an S3 bucket",
        "artifacts: { bucket: a..b }|expected the name of an S3 bucket",
        "artifacts: { path: /a }|expected a folder in the bucket, without a leading /",
        "artifacts: { key: 1234abcd-12ab-34cd-56ef-1234567890ab }|expected the ARN of a KMS key, or alias/NAME",
        "artifacts: { secondary: {} }|expected 1 to 12 secondary artifacts",
        "artifacts: { secondary: { a-b: {} } }|expected an identifier of letters, digits and _",
        "artifacts: { secondary: { a: { secondary: {} } } }|unknown word 'secondary', expected bucket,",
        "artifacts: { key: alias/a, secondary: { a: { key: alias/b } } }|expected one 'key:' for all artifacts of a build",
        "logs: {}|expected 'cloudwatch:' or 's3:'",
        "logs: { cloudwatch: false }|expected the log to go somewhere",
        "logs: { cloudwatch: false, s3: false }|expected the log to go somewhere",
        "logs: { cloudwatch: yes }|expected true, false, or 'group:' and 'stream:'",
        "logs: { cloudwatch: { group: 'a b' } }|expected the name of a log group",
        "logs: { cloudwatch: { stream: 'a:b' } }|expected a prefix of a log stream's name",
        "logs: { s3: 'arn:aws:s3:::bucket' }|expected true, false or bucket/prefix"})
    void whatIsWrongWithABuildIsSaid(String line, String expected) {
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { push: {} }\n    " + line + "\n", 5, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "concurrency: 0|expected a number from 1 to 40", "concurrency: 41|expected a number from 1 to 40",
        "skip: docs|expected a list of patterns", "skip: ['!x']|expected patterns without a leading !",
        "notify: {}|expected a list such as", "notify: []|expected at least one entry",
        "notify: [{ on: [fail] }]|unknown verdict 'fail'; did you mean 'failed'?", "notify: [{ on: [] }]|expected at least one verdict",
        "defaults: { on: { push: {} } }|unknown word 'on', expected project,", "defaults: { needs: [unit] }|unknown word 'needs'",
        "defaults: { timeout: soon }|expected a time such as", "defaults: { env: { API_KEY: abcdef } }|it looks like a secret by its name",
        "defaults: []|expected the words of a build",
        "commands: [user/ada]|expected 'skip:'", "commands: { retry: [user/ada] }|unknown word 'retry'",
        "commands: { skip: user/ada }|expected a list of patterns", "commands: { skip: [] }|expected at least one pattern",
        "commands: { skip: ['!user/ada'] }|these let nobody in",
        "commands: { skip: ['*'] }|such as 'user/ada' or 'assumed-role/Admin/*'; these let everybody in",
        "commands: { skip: ['**'] }|these let everybody in", "commands: { skip: [user/ada, '*/*'] }|these let everybody in",
        "commands: { skip: ['{user,assumed-role}/*'] }|these let everybody in", "commands: { skip: ['arn:*'] }|these let everybody in",
        "commands: { skip: ['*', '!user/ada'] }|these let everybody in"})
    void whatIsWrongWithTheFileIsSaid(String line, String expected) {
        assertProblem("version: 1\nbuilds: { unit: { on: { push: {} } } }\n" + line + "\n", 3, expected);
    }

    /** 20 variables of 9 values are 9^20, which is beyond a long; so is a count that is saturated already, times 2. */
    @Test
    void aMatrixBeyondCountingIsRefusedBeforeItsCellsAreMade() {
        String nines = IntStream.range(0, 20).mapToObj("V%d: [1, 2, 3, 4, 5, 6, 7, 8, 9]"::formatted).collect(Collectors.joining(", "));
        String saturated = IntStream.range(0, 13).mapToObj(i -> "W%d: &w%d [%s]".formatted(i, i,
                IntStream.range(0, 32).mapToObj(String::valueOf).collect(Collectors.joining(", ")))).collect(Collectors.joining(", "));
        for (String axes : List.of(nines, saturated + ", X: [1, 2]")) {
            Reading reading = READER.read("version: 1\nbuilds: { unit: { on: { push: }, matrix: { " + axes + " } } }");
            assertEquals(".signalbox.yml:2:42: expected at most 256 combinations",
                    assertInstanceOf(Reading.Broken.class, reading).reason());
        }
    }

    @Test
    void noVariableIsLongerThanCodeBuildTakes() {
        String line = "version: 1\nbuilds: { unit: { on: { push: }, env: { A: '%s' } } }";
        assertInstanceOf(Reading.Understood.class, READER.read(line.formatted("x".repeat(4_096))));
        assertEquals(".signalbox.yml:2:44: variable 'A': expected at most 4,096 characters",
                assertInstanceOf(Reading.Broken.class, READER.read(line.formatted("x".repeat(4_097)))).reason());
        String axes = IntStream.range(0, 11).mapToObj(number -> "V%d: [%s]".formatted(number, "x".repeat(100)))
                .collect(Collectors.joining(", "));
        assertEquals(".signalbox.yml:2:42: expected combinations that are shown in at most 1,000 characters",
                assertInstanceOf(Reading.Broken.class, READER.read("version: 1\nbuilds: { unit: { on: { push: }, matrix: { " + axes + " } } }")).reason());
    }

    @Test
    void aNoticeThatNamesNoVerdictMeansAll() {
        Reading reading = READER.read("version: 1\nnotify: [{ branches: [main] }]\nbuilds: { unit: { on: { push: } } }");
        assertEquals(List.of(new Notice(Set.copyOf(NoticeReader.VERDICTS), new Patterns(List.of(Glob.of("main"))))),
                assertInstanceOf(Reading.Understood.class, reading).rules().notices());
    }

    @Test
    void noCellIsMadeOfAMatrixThatIsTooLarge() {
        TreeMap<String, List<String>> axes = new TreeMap<>();
        IntStream.range(0, 9).forEach(i -> axes.put("V" + i, List.of("1", "2")));
        Matrix matrix = new Matrix(axes, List.of(), List.of());
        assertEquals(512, matrix.combinations());
        assertThrows(IllegalStateException.class, matrix::cells);
    }

    @Test
    void aProjectOfOnesOwnMayReadItsOwnSecrets() {
        assertEquals(new Value.Secret("team/app"),
                build("project: team, env: { A: { secret: team/app }, B: { parameter: /team/b } }").env().get("A"));
    }

    @Test
    void theStacksProjectMayReadNoMoreWhenItIsSpelledOut() {
        Account account = new Account("", "ci/", "signalbox-default");
        Reading reading = new RulesReader(account).read(
                "version: 1\nbuilds: { unit: { on: { push: }, project: signalbox-default, env: { A: { parameter: /signalbox/a } } } }");
        assertTrue(assertInstanceOf(Reading.Broken.class, reading).reason().contains("expected a parameter whose name begins with /ci/"));
    }

    @Test
    void privilegedBuildsDoNotRunForPullRequests() {
        assertEquals(Boolean.TRUE, build("privileged: true").machine().privileged());
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { push: {}, pull_request: {} }\n    privileged: true\n", 5,
                "build 'unit': privileged builds do not run for pull requests");
        assertProblem("version: 1\ndefaults: { privileged: true }\nbuilds:\n  unit:\n    on: { pull_request: {} }\n", 5,
                "build 'unit': privileged builds do not run for pull requests");
        assertProblem("version: 1\nbuilds:\n  unit:\n    on: { pull_request: [{ trusted: true }, {}] }\n    privileged: true\n", 5,
                "build 'unit': privileged builds do not run for pull requests, unless with 'trusted: true'");
        assertEquals(Boolean.TRUE, understood("version: 1\nbuilds: { unit: { on: { pull_request: { trusted: true } }, privileged: true } }")
                .builds().getFirst().machine().privileged());
    }

    @ParameterizedTest
    @CsvSource({"user/ada, arn:aws:iam::123456789012:user/ada, true", "user/ada, arn:aws:iam::123456789012:user/ada.b, false",
        "ada, arn:aws:iam::123456789012:user/ada, false", "assumed-role/Admin/*, arn:aws:sts::123456789012:assumed-role/Admin/a, true",
        "assumed-role/Admin/*, arn:aws:sts::123456789012:assumed-role/NoAdmin/a, false", "user/*, '', false", "user/*, user/ada, false",
        "arn:aws:iam::123456789012:user/*, arn:aws:iam::123456789012:user/ada, true",
        "arn:aws:iam::123456789012:user/*, arn:aws:iam::210987654321:user/ada, false",
        "'user/*,!user/bot', arn:aws:iam::123456789012:user/bot, false", "'user/*,!user/bot', arn:aws:iam::123456789012:user/ada, true",
        "'user/*,!arn:aws:iam::123456789012:user/ada', arn:aws:iam::123456789012:user/ada, false"})
    void whoMaySkipABuildIsSaidByTheWholeOfANameOrAnArn(String patterns, String arn, boolean may) {
        String list = Stream.of(patterns.split(",")).map("'%s'"::formatted).collect(Collectors.joining(", "));
        assertEquals(may, understood("version: 1\nbuilds: { unit: { on: { push: } } }\ncommands: { skip: [" + list + "] }").maySkip()
                .include(arn));
        for (String nobody : List.of("", "commands:", "commands: {}")) {
            assertFalse(understood("version: 1\nbuilds: { unit: { on: { push: } } }\n" + nobody).maySkip().include(arn), nobody);
        }
    }

    @Test
    void whatCommandsPeopleMayGiveIsTheirRepositorysAlone() {
        Reading reading = new RulesReader(new Account("{ version: 1, commands: { skip: [user/ada] } }", "signalbox/", "")).standard();
        assertTrue(assertInstanceOf(Reading.Broken.class, reading).reason().contains("unknown word 'commands'"), reading::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"ci/unit.yml|ci/unit.yml|false", "{ path: ci/unit.yml }|ci/unit.yml|false",
        "{ from: source }|buildspec.yml|false", "{ from: target }|buildspec.yml|true",
        "{ from: target, path: ci/unit.yml }|ci/unit.yml|true"})
    void aBuildspecIsTheSourcesOrTheTargets(String word, String path, boolean ofTarget) {
        assertEquals(ofTarget ? new Buildspec.OfTarget(path) : new Buildspec.Path(path), build("buildspec: " + word).buildspec());
        assertEquals(path, build("buildspec: " + word).buildspec().withoutTarget().text());
        if (ofTarget) {
            assertThrows(IllegalStateException.class, build("buildspec: " + word).buildspec()::text, "the source's file must not be taken");
        }
    }

    @Test
    void buildsNeedNotAgreeOnTheGroupThatARunHasOfItself() {
        assertEquals(List.of(new BuildRule.Group("", false), new BuildRule.Group("", true)), understood("""
                version: 1
                builds:
                  unit: { on: { push: }, group: { cancel: false } }
                  lint: { on: { push: }, group: { cancel: true } }
                """).builds().stream().map(BuildRule::group).toList());
    }

    @Test
    void noMessageRepeatsWhatLooksLikeASecret() {
        String key = "AKIA" + "IOSFODNN7EXAMPLE";
        for (String words : List.of("env: { A: KEY }", "matrix: { A: [KEY, KEY] }", "matrix: { A: [x], exclude: [{ A: KEY }] }",
                "matrix: { A: [x], include: [{ A: KEY }] }", "env: { A: &k KEY, B: *k }")) {
            String text = "version: 1\nbuilds: { unit: { on: { push: }, " + words.replace("KEY", key) + " } }";
            String reason = assertInstanceOf(Reading.Broken.class, READER.read(text)).reason();
            assertTrue(reason.contains("it looks like an AWS access key id") && !reason.contains(key), reason);
        }
    }

    @Test
    void anEmptyAxisIsTheOnlyThingSaid() {
        Reading reading = READER.read("version: 1\nbuilds: { unit: { on: { push: }, matrix: { A: 1 } } }");
        assertEquals(1, assertInstanceOf(Reading.Broken.class, reading).problems().size(), reading::toString);
    }

    @Test
    void whatDefaultsSayIsSaidOnceAndMeantByAll() {
        Reading reading = READER.read("""
                version: 1
                defaults: { timeout: 10m, env: { A: '1', B: '2' }, group: all }
                builds:
                  unit: { on: { push: }, env: { B: '3' } }
                  slow: { on: { push: }, timeout: 20m }
                """);
        List<BuildRule> builds = assertInstanceOf(Reading.Understood.class, reading, reading::toString).rules().builds();
        assertEquals(List.of(Duration.ofMinutes(10), Duration.ofMinutes(20)), builds.stream().map(BuildRule::timeout).toList());
        assertEquals(Map.of("A", new Value.Plain("1"), "B", new Value.Plain("3")), builds.getFirst().env());
        assertEquals(List.of(new BuildRule.Group("all", false), new BuildRule.Group("all", false)),
                builds.stream().map(BuildRule::group).toList());
    }

    @Test
    void aMistakeInDefaultsIsToldOnce() {
        Reading reading = READER.read("version: 1\ndefaults: { timeout: soon }\nbuilds: { unit: { on: { push: } }, lint: { on: { push: "
                + "} } }");
        assertEquals(".signalbox.yml:2:22: expected a time such as 30m or 1h30m", assertInstanceOf(Reading.Broken.class, reading).reason());
    }

    @Test
    void buildsThatShareAGroupAgreeHowItCancels() {
        assertProblem("""
                version: 1
                builds:
                  unit: { on: { push: }, group: deploy }
                  slow: { on: { push: }, group: { name: deploy, cancel: true } }
                """, 4, "expected 'cancel: false', as the group has it elsewhere");
    }

    @Test
    void artifactsMayBeSecondaryAlone() {
        assertEquals(Set.of(""), build("artifacts: {}").artifacts().keySet());
        assertEquals(Set.of("one"), build("artifacts: { secondary: { one: {} } }").artifacts().keySet());
    }

    @Test
    void aLogMayGoToS3Alone() {
        assertEquals(new BuildRule.Logs(false, "", "", true, "", ""), build("logs: { cloudwatch: false, s3: true }").logs());
        assertEquals(new BuildRule.Logs(true, "", "", true, "bucket", ""), build("logs: { s3: bucket }").logs());
    }

    private static BuildRule build(String words) {
        return understood("version: 1\nbuilds: { unit: { on: { push: }, " + words + " } }").builds().getFirst();
    }

    private static Occasion.Schedule schedule(String words) {
        return (Occasion.Schedule) understood("version: 1\nbuilds: { unit: { on: { schedule: [{ " + words + " }] } } }")
                .builds().getFirst().on().getFirst();
    }

    private static void assertProblem(String text, int line, String expected) {
        List<Problem> problems = assertInstanceOf(Reading.Broken.class, READER.read(text), text).problems();
        assertTrue(problems.stream().anyMatch(problem -> problem.line() == line && problem.message().contains(expected)),
                problems::toString);
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
