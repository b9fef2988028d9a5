package dev.signalbox.local.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Requests by their client tokens: a request that comes again with its token is answered as before and does nothing. */
final class Tokens {

    private record Key(Class<?> request, String token) { }

    private record Answered(Object request, SdkPojo answer) { }

    /** AWS does not document for how long a token counts; here it is until so many others have come. */
    private static final int KEPT = 1000;

    private final Map<Key, Answered> answers = new LinkedHashMap<>();

    /**
     * Does the work of a request, unless it was done.
     *
     * @throws software.amazon.awssdk.services.scheduler.model.ConflictException when the token came with another request
     */
    synchronized SdkPojo once(@Nullable String token, Object request, Supplier<SdkPojo> work) {
        Limits.token(token);
        if (token == null) {
            return work.get();
        }
        Key key = new Key(request.getClass(), token);
        Answered before = answers.get(key);
        if (before != null && !before.request.equals(request)) {
            throw Refusals.conflict("The client token " + token + " was used with other parameters.");
        }
        if (before != null) {
            return before.answer;
        }
        SdkPojo answer = work.get();
        answers.put(key, new Answered(request, answer));
        if (answers.size() > KEPT) {
            answers.remove(answers.keySet().iterator().next());
        }
        return answer;
    }
}
