package dev.signalbox.local.codecommit;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ConflictDetailLevelTypeEnum;
import software.amazon.awssdk.services.codecommit.model.ConflictResolutionStrategyTypeEnum;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictDetailLevelException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictResolutionStrategyException;

/**
 * When two changes are in each other's way, and what becomes of them then; AWS's defaults are {@link #DEFAULT}.
 *
 * @param level FILE_LEVEL: both changed the same file; LINE_LEVEL: both changed the same lines of a text
 * @param strategy NONE: a conflict stands; ACCEPT_SOURCE and ACCEPT_DESTINATION: that side is taken where there is one, of a whole
 *        file or of lines, by the level; AUTOMERGE: texts are merged by lines whatever the level
 */
record ConflictRules(ConflictDetailLevelTypeEnum level, ConflictResolutionStrategyTypeEnum strategy) {

    static final ConflictRules DEFAULT =
            new ConflictRules(ConflictDetailLevelTypeEnum.FILE_LEVEL, ConflictResolutionStrategyTypeEnum.NONE);

    /**
     * The rules that a request names.
     *
     * @throws InvalidConflictDetailLevelException for a level that AWS does not have
     * @throws InvalidConflictResolutionStrategyException for a strategy that AWS does not have
     */
    static ConflictRules of(@Nullable String level, @Nullable String strategy) {
        var knownLevel = level == null ? DEFAULT.level() : ConflictDetailLevelTypeEnum.fromValue(level);
        var knownStrategy = strategy == null ? DEFAULT.strategy() : ConflictResolutionStrategyTypeEnum.fromValue(strategy);
        if (knownLevel == ConflictDetailLevelTypeEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidConflictDetailLevelException.builder().message("The specified conflict detail level is not valid: " + level
                    + ", expected one of " + ConflictDetailLevelTypeEnum.knownValues()).build();
        }
        if (knownStrategy == ConflictResolutionStrategyTypeEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidConflictResolutionStrategyException.builder().message("The specified conflict resolution strategy is not valid: "
                    + strategy + ", expected one of " + ConflictResolutionStrategyTypeEnum.knownValues()).build();
        }
        return new ConflictRules(knownLevel, knownStrategy);
    }

    boolean byLines() {
        return level == ConflictDetailLevelTypeEnum.LINE_LEVEL || strategy == ConflictResolutionStrategyTypeEnum.AUTOMERGE;
    }
}
