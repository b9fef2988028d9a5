package dev.signalbox.local.localstack;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.signalbox.local.LocalCloud;

/** The local cloud and LocalStack, side by side, as account 123456789012. */
final class TwoClouds implements AutoCloseable {

    private static final Path HOME = Path.of("..");

    final LocalCloud cloud;
    final Clients local;
    final Clients second;

    /** Starts them; without LocalStack the test is skipped. */
    TwoClouds(Path data) {
        URI localStack = LocalStack.endpoint();
        cloud = LocalCloud.start(new LocalCloud.Options(HOME, 0, data, Map.of(), Optional.empty()));
        local = new Clients(cloud.endpoint(), "ada");
        second = new Clients(localStack, "123456789012");
    }

    static Path file(String path) {
        return HOME.resolve(path);
    }

    /** The stack's topic, on LocalStack made under the same ARN. */
    String topic() {
        String arn = cloud.stack().output("NotificationsTopicArn");
        second.topics.createTopic(r -> r.name(arn.substring(arn.lastIndexOf(':') + 1)));
        return arn;
    }

    @Override
    public void close() {
        local.close();
        second.close();
        cloud.close();
    }
}
