package dev.signalbox.local.codecommit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.InvalidResourceArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidSystemTagUsageException;
import software.amazon.awssdk.services.codecommit.model.InvalidTagKeysListException;
import software.amazon.awssdk.services.codecommit.model.InvalidTagsMapException;
import software.amazon.awssdk.services.codecommit.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.codecommit.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.codecommit.model.ResourceArnRequiredException;
import software.amazon.awssdk.services.codecommit.model.TagResourceRequest;
import software.amazon.awssdk.services.codecommit.model.TagResourceResponse;
import software.amazon.awssdk.services.codecommit.model.TooManyTagsException;
import software.amazon.awssdk.services.codecommit.model.UntagResourceRequest;
import software.amazon.awssdk.services.codecommit.model.UntagResourceResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations on a repository's tags (those of AWS's resources, not git's). */
final class TagOperations {

    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private final Repositories repositories;

    TagOperations(Repositories repositories) {
        this.repositories = repositories;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(ListTagsForResourceRequest::builder, r -> may("ListTagsForResource", r.resourceArn()), this::listed),
                Operation.of(TagResourceRequest::builder, r -> may("TagResource", r.resourceArn()), this::tag),
                Operation.of(UntagResourceRequest::builder, r -> may("UntagResource", r.resourceArn()), this::untag));
    }

    /** @throws InvalidTagsMapException for a key or value that is too long */
    static Map<String, String> valid(Map<String, String> tags) {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (tag.getKey().startsWith("aws:")) {
                throw InvalidSystemTagUsageException.builder().message("Tag keys cannot begin with aws: " + tag.getKey()).build();
            }
            if (tag.getKey().isEmpty() || tag.getKey().length() > LONGEST_KEY || tag.getValue().length() > LONGEST_VALUE) {
                throw InvalidTagsMapException.builder().message("The map of tags is not valid: " + tag.getKey()).build();
            }
        }
        if (tags.size() > MOST) {
            throw TooManyTagsException.builder().message("A repository can have at most " + MOST + " tags.").build();
        }
        return tags;
    }

    private static List<Permission> may(String action, @Nullable String arn) {
        return List.of(new Permission("codecommit:" + action, String.valueOf(arn)));
    }

    private ListTagsForResourceResponse listed(ListTagsForResourceRequest request, Caller caller) {
        return ListTagsForResourceResponse.builder().tags(repository(request.resourceArn()).details().tags()).build();
    }

    private TagResourceResponse tag(TagResourceRequest request, Caller caller) {
        repository(request.resourceArn()).change(details -> {
            var tags = new HashMap<>(details.tags());
            tags.putAll(request.tags());
            return details.tagged(valid(tags));
        });
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request, Caller caller) {
        if (request.tagKeys().stream().anyMatch(key -> key.isEmpty() || key.length() > LONGEST_KEY)) {
            throw InvalidTagKeysListException.builder().message("The list of tag keys is not valid.").build();
        }
        repository(request.resourceArn()).change(details -> {
            var tags = new HashMap<>(details.tags());
            request.tagKeys().forEach(tags::remove);
            return details.tagged(tags);
        });
        return UntagResourceResponse.builder().build();
    }

    private BareRepository repository(@Nullable String arn) {
        if (arn == null || arn.isEmpty()) {
            throw ResourceArnRequiredException.builder().message("A resource ARN is required.").build();
        }
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        if (!arn.equals(repositories.arn(name))) {
            throw InvalidResourceArnException.builder().message("The value for the resource ARN is not valid: " + arn).build();
        }
        return repositories.get(name);
    }
}
