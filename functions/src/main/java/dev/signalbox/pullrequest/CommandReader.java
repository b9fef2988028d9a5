package dev.signalbox.pullrequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.signalbox.pullrequest.Command.Cancel;
import dev.signalbox.pullrequest.Command.Help;
import dev.signalbox.pullrequest.Command.Incomplete;
import dev.signalbox.pullrequest.Command.Retest;
import dev.signalbox.pullrequest.Command.Skip;
import dev.signalbox.pullrequest.Command.Test;
import dev.signalbox.pullrequest.Command.TestAll;
import dev.signalbox.pullrequest.Command.Unknown;

/** Reads the commands of one comment, line by line as Markdown has them. */
final class CommandReader {

    private static final Pattern COMMAND = Pattern.compile("/(?<word>\\p{Alpha}(?:[\\p{Alpha}-]{0,38}\\p{Alpha})?)(?<rest>\\s.*)?");
    /** A word, with what stands in parentheses after it. */
    private static final Pattern NAME = Pattern.compile("\\S+(?:[ \\t]+\\([^()]*\\),?)?");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(?<fence>`{3,}|~{3,})(?<rest>.*)");
    private static final Pattern QUOTED_OR_CODE = Pattern.compile("(?: {0,3}>| {4}| {0,3}\\t).*");

    /** What the block of code began with that the next line is in; empty: in none. */
    private String fence = "";

    List<Command> read(String text) {
        List<Command> commands = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (isText(line) && commands.size() <= Command.MOST) {
                command(line).filter(command -> !commands.contains(command))
                        .ifPresent(command -> commands.add(commands.size() < Command.MOST ? command : new Command.More()));
            }
        }
        return List.copyOf(commands);
    }

    private boolean isText(String line) {
        Matcher matcher = FENCE.matcher(line);
        if (!matcher.matches() || fence.isEmpty() && matcher.group("fence").startsWith("`") && matcher.group("rest").contains("`")) {
            return fence.isEmpty() && !QUOTED_OR_CODE.matcher(line).matches();
        }
        if (fence.isEmpty()) {
            fence = matcher.group("fence");
        } else if (matcher.group("fence").startsWith(fence) && matcher.group("rest").isBlank()) {
            fence = "";
        }
        return false;
    }

    private static Optional<Command> command(String line) {
        Matcher matcher = COMMAND.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String word = matcher.group("word").toLowerCase(Locale.ROOT);
        String rest = matcher.group("rest") == null ? "" : matcher.group("rest").strip();
        return Optional.of(switch (word) {
            case "test" -> test(rest);
            case "retest" -> new Retest();
            case "cancel" -> new Cancel();
            case "help" -> new Help();
            case "skip" -> skip(rest);
            default -> new Unknown(word);
        });
    }

    private static Command test(String rest) {
        List<String> names = NAME.matcher(rest).results().map(name -> name.group().replaceFirst(",$", "")).filter(name -> !name.isEmpty())
                .distinct().toList();
        if (names.size() == 1 && names.getFirst().equalsIgnoreCase("all")) {
            return new TestAll();
        }
        return names.isEmpty() ? new Incomplete("test") : new Test(names);
    }

    private static Command skip(String rest) {
        Matcher name = NAME.matcher(rest);
        String reason = name.lookingAt() ? rest.substring(name.end()).strip() : "";
        return reason.isEmpty() ? new Incomplete("skip") : new Skip(name.group(), reason);
    }
}
