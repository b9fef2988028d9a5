package dev.signalbox.local.endtoend;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** One folder of {@code docs/examples}, as a repository of its own. */
record Example(CloudInHand cloud, Repository repository, String name) {

    static final Path FOLDER = Path.of("..", "docs", "examples");

    static Example of(CloudInHand cloud, String name) {
        Repository repository = cloud.repository();
        repository.take(FOLDER.resolve(name));
        return new Example(cloud, repository, name);
    }

    /** Pushes the folder as it stands. @return the commit */
    String push() {
        return push("Begin", Map.of());
    }

    /** Pushes the branch at hand with these files besides. @return the commit */
    String push(String message, Map<String, String> files) {
        String commit = repository.commit(message, files);
        repository.push();
        return commit;
    }

    /** Pushes a file that no build of the folder looks at. @return the commit */
    String pushAgain(String message) {
        return push(message, Map.of("again", message));
    }

    /** From here on, commits are of another branch. */
    void branch(String branch) {
        repository.git("checkout", "-q", "-b", branch);
    }

    /** Tags the commit at hand. */
    void tag(String tag) {
        repository.git("tag", tag);
        repository.git("push", "-q", "origin", tag);
    }

    Told told(String commit) {
        return cloud.awaitTold(repository, commit);
    }

    Told told(String what, Predicate<Told> which) {
        return cloud.awaitTold(what, repository, 1, which).getFirst();
    }

    String leftAlone(String commit) {
        return cloud.leftAlone(repository, commit);
    }

    JsonNode build(Told told, String name) {
        return told.document().path("builds").valueStream().filter(build -> build.path("name").asText().equals(name))
                .findFirst().orElseThrow(() -> new AssertionError("no build " + name + ": " + told.document()));
    }

    /** What all builds of a verdict wrote. */
    Stream<String> log(Told told) {
        return told.document().path("builds").valueStream().flatMap(build -> cloud.log(build).stream());
    }

    void awaitSchedules(int count) {
        cloud.awaitThat(count + " schedules of " + name, () -> cloud.schedules(repository).size() == count);
    }

    /** Turns the clock to just after the next time that it is so late in a zone, on a day that fits. @return that time */
    Instant turnToNext(int hour, int minute, String zone, Predicate<ZonedDateTime> day) {
        ZonedDateTime now = cloud.local().timeline().now().atZone(ZoneId.of(zone));
        ZonedDateTime next = now.toLocalDate().atTime(hour, minute).atZone(now.getZone());
        while (!next.isAfter(now) || !day.test(next)) {
            next = next.plusDays(1);
        }
        cloud.turnTo(next.toInstant().plusSeconds(1));
        return next.toInstant();
    }

    /** Ends what the clock would go on to start. */
    void endSchedules() {
        repository.git("checkout", "-q", "main");
        push("No more schedules [skip ci]", Map.of(".signalbox.yml", "version: 1\nbuilds:\n  unit: { on: { manual: {} } }\n"));
        awaitSchedules(0);
    }
}
