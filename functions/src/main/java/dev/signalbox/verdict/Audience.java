package dev.signalbox.verdict;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Patterns;

/**
 * Whom the repository's rules want a verdict told.
 *
 * @param interests any of which is enough; null when the rules do not say, which means every verdict
 */
public record Audience(@Nullable List<Interest> interests) {

    /** Every verdict is told. */
    public static final Audience EVERYBODY = new Audience(null);

    /**
     * Some verdicts of some branches.
     *
     * @param on       words of verdicts and changes; empty means every verdict
     * @param branches null means every run, also one that is of no branch, such as a tag's
     */
    public record Interest(Set<String> on, @Nullable Patterns branches) {

        public Interest {
            on = Set.copyOf(on);
        }

        private boolean fits(Verdict verdict, Change change, String branch) {
            return (on.isEmpty() || on.contains(verdict.word()) || on.contains(change.word()))
                    && (branches == null || !branch.isEmpty() && branches.matches(branch));
        }
    }

    public Audience {
        interests = interests == null ? null : List.copyOf(interests);
    }

    /** Whether a verdict is to be told; what errored always is, since somebody must look. */
    public boolean wants(Verdict verdict, Change change, String branch) {
        return interests == null || verdict == Verdict.ERRORED
                || interests.stream().anyMatch(interest -> interest.fits(verdict, change, branch));
    }
}
