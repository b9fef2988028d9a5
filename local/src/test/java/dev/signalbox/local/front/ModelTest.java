package dev.signalbox.local.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.ListFleetsRequest;
import software.amazon.awssdk.services.codebuild.model.ListFleetsResponse;

class ModelTest {

    @Test
    void aServiceWhoseOperationIsNotInTheModelsIsNotConnected() {
        Service service = OpenDoor.service("codebuild", "codebuild", Protocol.JSON_1_1,
                OpenDoor.free(ListFleetsRequest::builder, (request, caller) -> ListFleetsResponse.builder().build()));
        var refused = assertThrows(IllegalArgumentException.class, () -> new Switchboard(Gate.open()).connect(service));
        assertEquals("not in operations.txt: codebuild ListFleets", refused.getMessage());
    }

    @Test
    void aSigningNameLeadsToTheNameInTheCommandLine() {
        assertEquals(Optional.of("stepfunctions"), Model.aws().named("states"));
        assertEquals(Optional.of("cloudwatch"), Model.aws().named("monitoring"));
        assertEquals(Optional.empty(), Model.aws().named("no-such-service"));
    }
}
