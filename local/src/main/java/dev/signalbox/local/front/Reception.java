package dev.signalbox.local.front;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkPojo;

/** Turns a request into an answer: who calls, what is meant, in which protocol; then the call itself, and its record. */
final class Reception {

    /** Signing names of the services that answer in XML under REST; others use JSON. */
    private static final Set<String> REST_IN_XML = Set.of("s3", "s3express", "s3-object-lambda", "route53", "cloudfront");

    /**
     * What a request means.
     *
     * @param service the name in the AWS CLI where it is known, else the signing name
     * @param operation the API's name for it, or what the request shows instead
     * @param named whether both are AWS's own names
     * @param line null when the local cloud does not have it
     */
    private record Target(Wire wire, String service, String operation, boolean named, Switchboard.@Nullable Line line) {

        Target lacking(boolean known) {
            return new Target(wire, service, operation, known, null);
        }
    }

    private final Switchboard switchboard;
    private final Identities identities;
    private final Optional<Recorder> recorder;

    Reception(Switchboard switchboard, Identities identities, Optional<Recorder> recorder) {
        this.switchboard = switchboard;
        this.identities = identities;
        this.recorder = recorder;
    }

    Answer answer(Arrival arrival) {
        String requestId = UUID.randomUUID().toString();
        Optional<Signature> signature = Signature.of(arrival);
        Target target;
        try {
            target = target(arrival, signature);
        } catch (AwsServiceException refused) {
            return refuse(arrival, refused);
        }
        Caller caller;
        try {
            caller = signature.map(signed -> identities.behind(signed.accessKeyId())).orElseThrow(() ->
                    new Refused("MissingAuthenticationToken", 403, "Request is missing Authentication Token"));
        } catch (AwsServiceException refused) {
            return target.wire().refuse(Refusal.of(refused, null, target.wire().protocol()), target.line(), requestId);
        }
        if (target.line() == null) {
            Refusal refusal = Refusal.of(new UnknownOperation(target.service(), target.operation()), null, target.wire().protocol());
            if (target.named()) {
                recorder.ifPresent(record -> record.refused(caller, target.service(), target.operation(), null, refusal, false));
            }
            return target.wire().refuse(refusal, null, requestId);
        }
        return answer(arrival, target.wire(), target.line(), caller, requestId);
    }

    /** Turns down a request that could not be read, in its own protocol as far as its head tells. */
    Answer refuse(Arrival head, AwsServiceException refused) {
        Wire wire = head.headers().containsKey("X-Amz-Target") ? json(head) : head.isForm() ? new QueryWire()
                : rest(head, Signature.of(head));
        return wire.refuse(Refusal.of(refused, null, wire.protocol()), null, UUID.randomUUID().toString());
    }

    private Answer answer(Arrival arrival, Wire wire, Switchboard.Line line, Caller caller, String requestId) {
        Model.Call call = Model.aws().call(line.service(), line.operation());
        ObjectNode members = null;
        try {
            AwsRequest request = wire.read(arrival, line);
            byte[] content = wire.content(arrival, line);
            if (recorder.isPresent()) {
                members = Recorder.members(request, line.service(), call.input(), call.takes(), content);
            }
            ResponseBytes<? extends SdkPojo> response = switchboard.transfer(caller, request, content);
            byte[] given = response.asByteArrayUnsafe();
            Answer answer = wire.write(response.response(), given, line, requestId);
            ObjectNode asked = members;
            recorder.ifPresent(record -> record.answered(caller, line, asked, response.response(), given));
            return answer;
        } catch (AwsServiceException refused) {
            return refused(Refusal.of(refused, line, wire.protocol()), wire, line, caller, members, requestId);
        } catch (RuntimeException | Error broken) {
            String where = line.service().name() + ":" + line.operation().name();
            return refused(Refusal.defect(where, broken), wire, line, caller, members, requestId);
        }
    }

    private Answer refused(
            Refusal refusal, Wire wire, Switchboard.Line line, Caller caller, @Nullable ObjectNode members, String requestId) {
        recorder.ifPresent(record -> record.refused(
                caller, line.service().name(), line.operation().name(), members, refusal, wire instanceof JsonWire));
        return wire.refuse(refusal, line, requestId);
    }

    private Target target(Arrival arrival, Optional<Signature> signature) {
        if (arrival.headers().containsKey("X-Amz-Target")) {
            String[] parts = arrival.header("X-Amz-Target").split("\\.(?=[^.]*$)", 2);
            String prefix = parts.length == 2 ? parts[0] : "";
            Target target = target(json(arrival), signature, parts[parts.length - 1], prefix);
            boolean mine = target.line() == null
                    || Model.aws().api(target.line().service()).targetPrefix().equals(prefix);
            return mine ? target : target.lacking(false);
        }
        if (arrival.form().containsKey("Action") && (arrival.isForm() || arrival.form().containsKey("Version"))) {
            boolean ec2 = signature.filter(signed -> signed.service().equals("ec2")).isPresent();
            Target target = target(ec2 ? new Ec2Wire() : new QueryWire(), signature, arrival.form().get("Action"), "an unsigned service");
            boolean spoken = target.line() == null || !Model.aws().api(target.line().service()).xmlNamespace().isEmpty();
            return spoken ? target : target.lacking(true);
        }
        Optional<Service> service = signature.flatMap(signed -> switchboard.service(signed.service()))
                .filter(known -> known.protocol() == Protocol.REST_JSON || known.protocol() == Protocol.REST_XML);
        if (service.isEmpty()) {
            return new Target(rest(arrival, signature), name(signature, "an unsigned service"),
                    arrival.method() + " " + arrival.path(), false, null);
        }
        return target(arrival, service.get());
    }

    private Target target(Wire wire, Optional<Signature> signature, String operation, String unsigned) {
        Optional<Service> service = signature.flatMap(signed -> switchboard.service(signed.service()));
        if (service.isEmpty()) {
            boolean named = signature.flatMap(signed -> Model.aws().named(signed.service())).isPresent();
            return new Target(wire, name(signature, unsigned), operation, named, null);
        }
        return new Target(wire, service.get().name(), operation, true, line(service.get(), operation));
    }

    private Target target(Arrival arrival, Service service) {
        String path = service.protocol() == Protocol.REST_XML ? bucket(arrival) + arrival.path() : arrival.path();
        Optional<Routes.Match> match = Routes.find(Model.aws().api(service).routes(), arrival, path);
        Wire wire = new RestWire(service.protocol(), match.map(Routes.Match::variables).orElse(Map.of()), arrival.method().equals("HEAD"));
        return match.map(found -> new Target(wire, service.name(), found.operation(), true, line(service, found.operation())))
                .orElseGet(() -> new Target(wire, service.name(), arrival.method() + " " + arrival.path(), false, null));
    }

    private Switchboard.@Nullable Line line(Service service, String operation) {
        return switchboard.operation(service.name(), operation).filter(found -> found.name().equals(operation))
                .map(found -> new Switchboard.Line(service, found)).orElse(null);
    }

    private static String name(Optional<Signature> signature, String unsigned) {
        return signature.map(signed -> Model.aws().named(signed.service()).orElse(signed.service())).orElse(unsigned);
    }

    private static Wire json(Arrival arrival) {
        return new JsonWire(arrival.header("Content-Type").contains("json-1.0") ? Protocol.JSON_1_0 : Protocol.JSON_1_1);
    }

    /** An unsigned call that no service with JSON could mean is taken for one of S3's: an anonymous reader's. */
    private Wire rest(Arrival arrival, Optional<Signature> signature) {
        boolean xml = signature.map(signed -> REST_IN_XML.contains(signed.service())).orElseGet(() -> switchboard.services().stream()
                .filter(service -> service.protocol() == Protocol.REST_JSON)
                .noneMatch(service -> Routes.find(Model.aws().api(service).routes(), arrival, arrival.path()).isPresent()));
        return new RestWire(xml ? Protocol.REST_XML : Protocol.REST_JSON, Map.of(), arrival.method().equals("HEAD"));
    }

    /** S3's bucket where the host names it: {@code bucket.localhost}, {@code bucket.s3.localhost}; as the path would name it. */
    private static String bucket(Arrival arrival) {
        String host = arrival.header("Host").replaceFirst(":\\d+$", "");
        if (!host.endsWith(".localhost")) {
            return "";
        }
        String bucket = host.substring(0, host.length() - ".localhost".length()).replaceFirst("(^|\\.)s3(\\.[a-z0-9-]+)?$", "");
        return bucket.isEmpty() ? "" : "/" + bucket;
    }
}
