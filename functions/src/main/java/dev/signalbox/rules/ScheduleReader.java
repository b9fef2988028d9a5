package dev.signalbox.rules;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the times at which builds run. */
final class ScheduleReader {

    /** Most different schedules of one file: each is an entry in EventBridge Scheduler. */
    static final int MOST = 50;

    /** IANA's names; Java has some of its own besides. */
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/")).collect(Collectors.toUnmodifiableSet());
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,5}) (minute|hour|day)(s?)");
    private static final Pattern BRANCH = Pattern.compile(
            "(?![/.-])(?!.*(?://|\\.\\.|@\\{|\\.lock$|[/.]$))[^\\p{Cntrl}\\p{Cs} ~^:?*\\[\\\\]{1,256}");
    private static final List<String> OVERLAPS = List.of("skip", "queue", "cancel");

    private record Time(String expression, String timezone, String branch) {
    }

    private final Findings findings;
    private final EnvReader env;
    private final Map<Time, Occasion.Overlap> overlaps = new HashMap<>();

    ScheduleReader(Findings findings, EnvReader env) {
        this.findings = findings;
        this.env = env;
    }

    List<Occasion> read(Node node) {
        List<Occasion> schedules = new ArrayList<>();
        Set<Time> times = new HashSet<>();
        for (Node item : findings.someItems(node, "a list of times, such as [{ cron: '0 3 ? * MON-FRI *' }]", "time")) {
            schedules.add(schedule(item, times));
        }
        return schedules;
    }

    /** @param times of the same build so far */
    private Occasion.Schedule schedule(Node node, Set<Time> times) {
        Map<String, Node> members = findings.members(node, "'cron:' or 'rate:'", Words.SCHEDULE);
        if (members.containsKey("cron") == members.containsKey("rate")) {
            findings.add(node, "expected one of 'cron:' and 'rate:'");
        }
        String timezone = members.get("timezone") instanceof Node zone
                ? findings.known(zone, "a time zone such as Europe/Amsterdam", ZONES).orElse("UTC") : "UTC";
        Time time = new Time(expression(members), timezone,
                findings.matching(members.get("branch"), BRANCH, "the name of one branch, such as main", ""));
        Occasion.Overlap overlap = members.get("overlap") instanceof Node word
                ? findings.oneOf(word, "overlap", OVERLAPS).map(text -> Occasion.Overlap.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(Occasion.Overlap.SKIP)
                : Occasion.Overlap.SKIP;
        checkOverlap(node, time, overlap);
        if (!times.add(time) && !time.expression().isEmpty()) {
            findings.add(node, "expected each time only once in a build: it runs once, with the inputs of the first");
        }
        boolean unlessUnchanged = members.get("unless") instanceof Node unless
                && findings.oneOf(unless, "condition", List.of("unchanged")).isPresent();
        return new Occasion.Schedule(time.expression(), time.timezone(), time.branch(), unlessUnchanged,
                members.get("inputs") instanceof Node inputs ? inputs(inputs) : new TreeMap<>(), overlap);
    }

    /** Builds that share a time share a run, and a run has one way with the run before. */
    private void checkOverlap(Node node, Time time, Occasion.Overlap overlap) {
        Occasion.Overlap before = overlaps.putIfAbsent(time, overlap);
        if (before != null && before != overlap) {
            findings.add(node, "expected 'overlap: %s', as the same time has it elsewhere"
                    .formatted(before.name().toLowerCase(Locale.ROOT)));
        }
        if (overlaps.size() > MOST) {
            findings.add(node, "expected at most %d different times in one file".formatted(MOST));
        }
    }

    private String expression(Map<String, Node> members) {
        if (members.get("cron") instanceof Node cron) {
            Optional<String> text = findings.scalar(cron, "six fields, such as '0 3 ? * MON-FRI *'");
            try {
                return text.map(fields -> "cron(" + Cron.checked(fields) + ")").orElse("");
            } catch (IllegalArgumentException wrong) {
                findings.add(cron, String.valueOf(wrong.getMessage()));
            }
        } else if (members.get("rate") instanceof Node rate) {
            String text = findings.text(rate, "a rate such as 1 hour or 6 hours");
            Matcher parts = RATE.matcher(text);
            if (parts.matches() && parts.group(1).equals("1") == parts.group(3).isEmpty()) {
                return "rate(" + text + ")";
            }
            findings.add(rate, "expected a rate such as 1 hour or 6 hours, in minutes, hours or days");
        }
        return "";
    }

    private SortedMap<String, String> inputs(Node node) {
        SortedMap<String, String> inputs = new TreeMap<>();
        findings.members(node, "values by their names").forEach((name, value) -> inputs.put(name, env.input(name, value)));
        return inputs;
    }
}
