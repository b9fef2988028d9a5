package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeCommitLocationTest {

    private static final URI ENDPOINT = URI.create("http://127.0.0.1:4566/");

    @ParameterizedTest
    @CsvSource({
        "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/orders, orders",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/my.orders_2-b/, my.orders_2-b",
        "http://127.0.0.1:4566/v1/repos/orders, orders",
        "http://localhost:4566/v1/repos/orders, orders",
    })
    void aRepositoryIsFetchedFromTheLocalCloud(String location, String repository) {
        assertEquals("http://127.0.0.1:4566/v1/repos/" + repository, CodeCommitLocation.local(location, ENDPOINT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", "https://github.com/v1/repos/orders", "https://git-codecommit.us-east-1.amazonaws.com/orders",
        "https://git-codecommit.us-east-1.amazonaws.com.example.com/v1/repos/orders", "http://127.0.0.1:4566/v1/repos/a/b",
        "http://[/v1/repos/x",
        "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/../repos", "--upload-pack=x"})
    void otherAddressesAreNoRepository(String location) {
        assertEquals(Optional.empty(), CodeCommitLocation.repository(location, ENDPOINT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "buildspec.yml | false", "ci/unit test.yml | false", "`version: 0.2\nphases: {}` | true", "`{version: 0.2, phases: {}}` | true",
        "`version:` | true", "C:/ci.yml | false"})
    void textIsToldFromAPath(String buildspec, boolean text) {
        assertEquals(text, Inline.is(buildspec));
    }
}
