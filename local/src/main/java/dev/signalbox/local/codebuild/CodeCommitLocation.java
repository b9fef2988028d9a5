package dev.signalbox.local.codebuild;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of CodeCommit repositories: AWS's own and the local cloud's. */
final class CodeCommitLocation {

    private static final Pattern PATH = Pattern.compile("/v1/repos/([\\w.-]{1,100})/?");
    private static final Pattern HOST = Pattern.compile("git-codecommit\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private CodeCommitLocation() {
    }

    /** The repository's name; empty when this is no repository's address. */
    static Optional<String> repository(String location, URI endpoint) {
        URI address;
        try {
            address = new URI(location);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
        String host = address.getHost();
        if (host == null || address.getPath() == null
                || !HOST.matcher(host).matches() && !host.equals(endpoint.getHost()) && !LOOPBACK.contains(host)) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(address.getPath());
        return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
    }

    /** Where git fetches a repository from. */
    static String local(String location, URI endpoint) {
        String root = endpoint.toString().replaceFirst("/+$", "");
        return root + "/v1/repos/" + repository(location, endpoint).orElseThrow();
    }
}
