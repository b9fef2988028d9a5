package dev.signalbox.local.codecommit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.jgit.lib.ObjectId;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;

/** A merge by the API, as events tell of it. */
record MergeFacts(ObjectId base, ObjectId source, ObjectId destination, MergeOptionTypeEnum option, ConflictRules rules) {

    /** Adds the members that a merge has; a fast forward names no rules, since it knows no conflicts. */
    void tell(ObjectNode detail) {
        detail.put("baseCommitId", base.name());
        detail.put("sourceCommitId", source.name());
        detail.put("destinationCommitId", destination.name());
        detail.put("mergeOption", option.toString());
        if (option != MergeOptionTypeEnum.FAST_FORWARD_MERGE) {
            detail.put("conflictDetailsLevel", rules.level().toString());
            detail.put("conflictResolutionStrategy", rules.strategy().toString());
        }
    }
}
