package dev.signalbox.local.front;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Holds requests against the members that AWS's models require, nested ones too, and refuses in AWS's words. */
final class Requirements {

    private static final String SUFFIX = "RequiredException";

    private Requirements() {
    }

    static void check(Service service, Operation<?> operation, AwsRequest request) {
        Model.Call call = Model.aws().call(service, operation);
        List<String> missing = new ArrayList<>();
        look(request, call.input(), Model.aws().api(service), "", missing);
        if (!missing.isEmpty()) {
            throw refusal(service, call, missing);
        }
    }

    private static void look(Object value, String shapeName, Model.Api api, String path, List<String> missing) {
        Model.Shape shape = api.shape(shapeName);
        switch (value) {
            case SdkPojo pojo -> {
                for (SdkField<?> field : pojo.sdkFields()) {
                    Object inner = Shapes.value(pojo, field);
                    String name = path + lowerFirst(field.memberName());
                    if (Shapes.absent(inner)) {
                        if (shape.required().contains(field.memberName())) {
                            missing.add(name);
                        }
                    } else if (shape.members().containsKey(field.memberName())) {
                        look(inner, shape.members().get(field.memberName()), api, name + ".", missing);
                    }
                }
            }
            case List<?> list -> {
                for (int index = 0; index < list.size(); index++) {
                    if (list.get(index) != null) {
                        look(list.get(index), shape.item(), api, path + (index + 1) + ".member.", missing);
                    }
                }
            }
            case Map<?, ?> map -> map.forEach((key, inner) -> {
                if (inner != null) {
                    look(inner, shape.item(), api, path + key + ".member.", missing);
                }
            });
            default -> { }
        }
    }

    /** The error for what is missing: one that the operation declares for it, else the one every service may give. */
    private static Refused refusal(Service service, Model.Call call, List<String> missing) {
        String first = missing.getFirst();
        for (Model.Failure failure : call.errors().stream().filter(error -> error.shape().endsWith(SUFFIX))
                .sorted(Comparator.comparing((Model.Failure error) -> -error.shape().length())).toList()) {
            String what = failure.shape().substring(0, failure.shape().length() - SUFFIX.length()).replaceFirst("List$", "");
            if (first.toLowerCase(Locale.ROOT).contains(what.toLowerCase(Locale.ROOT))) {
                return new Refused(failure.code(), failure.status(), first + " is required, but was not specified.");
            }
        }
        String words = "%d validation error%s detected: %s".formatted(missing.size(), missing.size() == 1 ? "" : "s",
                String.join("; ", missing.stream()
                        .map(name -> "Value null at '" + name + "' failed to satisfy constraint: Member must not be null").toList()));
        String common = switch (service.protocol()) {
            case QUERY -> "ValidationError";
            case REST_XML -> "InvalidRequest";
            case JSON_1_0, JSON_1_1, REST_JSON -> "ValidationException";
        };
        String code = call.errors().stream().filter(error -> error.shape().equals("InvalidInputException")
                || error.shape().equals("InvalidParameterException")).map(Model.Failure::code).findFirst().orElse(common);
        return new Refused(code, 400, words);
    }

    private static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
