package dev.signalbox.local.localstack;

import java.net.URI;
import java.util.Optional;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Where LocalStack is: given by {@code LOCALSTACK_ENDPOINT}, or a container of its own where there is Docker. */
final class LocalStack {

    /** The answers of a state machine's Tasks, for LocalStack's {@code SFN_MOCK_CONFIG}. */
    static final String ANSWERS = "/localstack/answers.json";

    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");
    private static final String ANSWERS_IN_THE_CONTAINER = "/tmp/answers.json";
    private static final Optional<URI> ENDPOINT = find();

    private LocalStack() { }

    /** Whether there is one; where there is none, the suite is skipped and says how to run it. */
    static boolean isThere() {
        if (ENDPOINT.isEmpty()) {
            System.out.println("SKIPPED: there is no LocalStack here. Run .ci/localstack (Python, no Docker), or start Docker, "
                    + "or set LOCALSTACK_ENDPOINT (its SFN_MOCK_CONFIG must be local/src/test/resources" + ANSWERS + ").");
        }
        return ENDPOINT.isPresent();
    }

    static URI endpoint() {
        return ENDPOINT.orElseThrow();
    }

    private static Optional<URI> find() {
        String given = System.getenv("LOCALSTACK_ENDPOINT");
        if (given != null && !given.isEmpty()) {
            return Optional.of(URI.create(given));
        }
        return DockerClientFactory.instance().isDockerAvailable() ? Optional.of(container()) : Optional.empty();
    }

    @SuppressWarnings("resource") // Testcontainers takes it away when this JVM ends
    private static URI container() {
        LocalStackContainer container = new LocalStackContainer(IMAGE)
                .withCopyFileToContainer(MountableFile.forClasspathResource(ANSWERS), ANSWERS_IN_THE_CONTAINER)
                .withEnv("SFN_MOCK_CONFIG", ANSWERS_IN_THE_CONTAINER);
        container.start();
        return container.getEndpoint();
    }
}
