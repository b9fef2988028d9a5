package dev.signalbox.local.front;

import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error as it goes out, before a protocol gives it its form.
 *
 * @param shape the error's name in the model, or its code where the model has none
 * @param code how clients of query and XML protocols know it
 * @param queryCode the code in the header for clients that spoke the query protocol once
 * @param messageMember how the error spells its message member
 * @param members what else the exception says, by the model's names
 */
record Refusal(String shape, String code, String queryCode, int status, String message, String messageMember, ObjectNode members) {

    /** What any AWS service may answer without declaring it: the "Common Errors" of its API references, in all spellings. */
    private static final Set<String> COMMON = Set.of(
            "AccessDenied", "AccessDeniedException", "AuthorizationError", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
            "InternalFailure", "InternalServerError", "InvalidAccessKeyId", "InvalidAction", "InvalidClientTokenId",
            "InvalidParameterCombination",
            "InvalidParameterValue", "InvalidQueryParameter", "MalformedQueryString", "MissingAction",
            "MissingAuthenticationToken", "MissingParameter", "NotAuthorized", "OptInRequired", "RequestEntityTooLargeException",
            "RequestExpired", "SerializationException", "ServiceUnavailable", "Throttling", "ThrottlingException",
            "UnknownOperationException", "UnrecognizedClientException", "ValidationError", "ValidationException");

    /** S3 documents these for the service as a whole; its model declares hardly any. */
    private static final Set<String> COMMON_IN_S3 = Set.of(
            "BadDigest", "BucketNotEmpty", "EntityTooLarge", "EntityTooSmall", "IncompleteBody", "InvalidArgument", "InvalidBucketName",
            "InvalidPart", "InvalidPartOrder", "InvalidRange", "InvalidRequest", "KeyTooLongError", "MalformedXML", "MethodNotAllowed",
            "NoSuchBucket", "NoSuchKey", "NoSuchUpload", "NotModified", "PreconditionFailed");

    static Refusal plain(String code, int status, String message) {
        return new Refusal(code, code, code, status, message, "message", JsonNodeFactory.instance.objectNode());
    }

    /** A defect of the local cloud itself: InternalFailure, its whole story on standard error. */
    static Refusal defect(String where, Throwable cause) {
        String id = UUID.randomUUID().toString();
        System.err.println("The local cloud broke in " + where + " (" + id + "):");
        cause.printStackTrace();
        return plain("InternalFailure", 500, "The local cloud broke in %s: %s (%s)".formatted(where, cause, id));
    }

    /** What an exception of the SDK's, or of the front door's own, is on the wire. */
    static Refusal of(AwsServiceException thrown, Switchboard.@Nullable Line line, Protocol protocol) {
        String message = thrown.awsErrorDetails() == null || thrown.awsErrorDetails().errorMessage() == null
                ? String.valueOf(thrown.getMessage()) : thrown.awsErrorDetails().errorMessage();
        String code = thrown.awsErrorDetails() == null || thrown.awsErrorDetails().errorCode() == null
                ? "" : thrown.awsErrorDetails().errorCode();
        boolean json = protocol == Protocol.JSON_1_0 || protocol == Protocol.JSON_1_1;
        boolean query = protocol == Protocol.QUERY;
        switch (thrown) {
            case AccessDenied _ -> {
                boolean declares = line != null && Model.aws().call(line.service(), line.operation()).errors().stream()
                        .anyMatch(failure -> failure.code().equals("AuthorizationError"));
                boolean xml = query || protocol == Protocol.REST_XML;
                return plain(declares && query ? "AuthorizationError" : xml ? "AccessDenied" : code, json ? 400 : 403, message);
            }
            case UnknownKey _ -> {
                return plain(query ? "InvalidClientTokenId" : protocol == Protocol.REST_XML ? "InvalidAccessKeyId" : code,
                        json ? 400 : 403, message);
            }
            default -> { }
        }
        if (line == null) {
            return plain(code, thrown.statusCode(), message);
        }
        Model.Call call = Model.aws().call(line.service(), line.operation());
        String type = thrown.getClass().getSimpleName();
        ObjectNode members = thrown instanceof SdkPojo pojo
                ? Shapes.write(pojo, Naming.OF_THE_MODEL) : JsonNodeFactory.instance.objectNode();
        for (Model.Failure failure : call.errors()) {
            if (named(type, failure.shape()) || failure.shape().equals(code) || failure.code().equals(code)) {
                return new Refusal(failure.shape(), failure.code(), failure.queryCode(), failure.status(), message, failure.message(),
                        members);
            }
        }
        Model.Failure general = Model.aws().api(line.service()).errors().get(code);
        if (line.service().protocol() == Protocol.REST_XML && (COMMON_IN_S3.contains(code) || named(type, "NoSuchBucket"))) {
            String spelled = code.isEmpty() ? "NoSuchBucket" : code;
            int status = spelled.startsWith("NoSuch") ? 404 : general != null ? general.status() : thrown.statusCode();
            return plain(spelled, status, message);
        }
        if (thrown instanceof Refused || COMMON.contains(code)) {
            return plain(code, thrown.statusCode() >= 400 ? thrown.statusCode() : 400, message);
        }
        return defect(line.service().name() + ":" + line.operation().name(), new IllegalStateException(
                line.operation().name() + " does not declare " + (code.isEmpty() ? type : code), thrown));
    }

    boolean isSenders() {
        return status < 500;
    }

    private static boolean named(String type, String shape) {
        return type.equalsIgnoreCase(shape) || type.equalsIgnoreCase(shape + "Exception");
    }
}
