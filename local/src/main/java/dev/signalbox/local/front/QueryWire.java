package dev.signalbox.local.front;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The query protocol: a form with {@code Action} and members such as {@code Tags.member.1.Key}, answered in XML. */
record QueryWire() implements Wire {

    /** Fields whose names begin with a prefix: {@code Tags.member.1.}. */
    private record Form(TreeMap<String, String> fields) {

        boolean has(String name) {
            return fields.containsKey(name) || !fields.subMap(name + ".", name + "/").isEmpty();
        }
    }

    @Override
    public Protocol protocol() {
        return Protocol.QUERY;
    }

    @Override
    public AwsRequest read(Arrival arrival, Switchboard.Line line) {
        SdkBuilder<?, ? extends AwsRequest> builder = line.operation().request().get();
        fill((SdkPojo) builder, new Form(new TreeMap<>(arrival.form())), "");
        return builder.build();
    }

    @Override
    public Answer write(SdkPojo response, byte[] content, Switchboard.Line line, String requestId) {
        String name = line.operation().name();
        String wrapper = Model.aws().call(line.service(), line.operation()).resultWrapper();
        var xml = new Xml.Writer().open(name + "Response", Model.aws().api(line.service()).xmlNamespace());
        if (!wrapper.isEmpty()) {
            xml.open(wrapper).members(response, field -> true).close();
        }
        xml.open("ResponseMetadata").text("RequestId", requestId).close().close();
        return Answer.of(200, "text/xml", xml.document()).with("x-amzn-RequestId", requestId);
    }

    @Override
    public Answer refuse(Refusal refusal, Switchboard.@Nullable Line line, String requestId) {
        var xml = new Xml.Writer();
        if (line == null) {
            xml.open("ErrorResponse");
        } else {
            xml.open("ErrorResponse", Model.aws().api(line.service()).xmlNamespace());
        }
        xml.open("Error").text("Type", refusal.isSenders() ? "Sender" : "Receiver").text("Code", refusal.code())
                .text("Message", refusal.message());
        refusal.members().properties().forEach(member -> {
            if (member.getValue().isValueNode() && !member.getKey().equalsIgnoreCase("message")) {
                xml.text(member.getKey(), member.getValue().asText());
            }
        });
        xml.close().text("RequestId", requestId).close();
        return Answer.of(refusal.status(), "text/xml", xml.document()).with("x-amzn-RequestId", requestId);
    }

    private static void fill(SdkPojo target, Form form, String prefix) {
        for (SdkField<?> field : target.sdkFields()) {
            String name = prefix + field.locationName();
            if (form.has(name)) {
                field.set(target, parse(form, name, field));
            }
        }
    }

    private static Object parse(Form form, String name, SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> {
                SdkPojo inner = field.constructor().get();
                fill(inner, form, name + ".");
                yield ((SdkBuilder<?, ?>) inner).build();
            }
            case LIST -> {
                ListTrait trait = field.getRequiredTrait(ListTrait.class);
                String item = trait.isFlattened() ? name : name + "." + Xml.itemName(trait);
                List<Object> list = new ArrayList<>();
                for (int number = 1; form.has(item + "." + number); number++) {
                    list.add(parse(form, item + "." + number, trait.memberFieldInfo()));
                }
                yield list;
            }
            case MAP -> {
                MapTrait trait = field.getRequiredTrait(MapTrait.class);
                String entry = trait.isFlattened() ? name : name + ".entry";
                Map<String, Object> map = new LinkedHashMap<>();
                for (int number = 1; form.has(entry + "." + number); number++) {
                    String key = form.fields().getOrDefault(entry + "." + number + "." + Xml.keyName(trait), "");
                    map.put(key, parse(form, entry + "." + number + "." + Xml.valueName(trait), trait.valueFieldInfo()));
                }
                yield map;
            }
            default -> Scalars.read(form.fields().getOrDefault(name, ""), field, name);
        };
    }
}
