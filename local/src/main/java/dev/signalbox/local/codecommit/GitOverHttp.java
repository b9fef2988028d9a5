package dev.signalbox.local.codecommit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownKey;

/**
 * Git's smart HTTP protocol (versions 0 and 2) for the repositories under {@value #PREFIX}.
 *
 * <p>The user name of HTTP Basic says who calls: an IAM user, or the access key id of a session; the password does not matter.
 * Without one it is the user {@value #NOBODY}. Nobody is ever asked for a name, so that plain git works without a prompt; git
 * however sends the name in a URL only after it was asked. Whoever wants to be another user sends the header unasked:
 * {@code git -c http.extraHeader="Authorization: Basic $(printf 'ada:' | base64)"}, or git's {@code http.proactiveAuth=basic}.
 *
 * <p>Reading needs {@code codecommit:GitPull}, writing {@code codecommit:GitPush}. A caller who may not at all gets HTTP 403 with
 * the reason as text; one who may not change some refs sees the reason beside those ({@link Push}).
 */
public final class GitOverHttp implements HttpHandler {

    /** The path before a repository's name, as in CodeCommit's own clone URLs. */
    public static final String PREFIX = "/v1/repos/";

    private static final String NOBODY = "developer";
    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";
    private static final int LONGEST_LIST_REQUEST = 1 << 20;

    private final Repositories repositories;
    private final Refs refs;
    private final Identities identities;
    private final Gate gate;

    GitOverHttp(Repositories repositories, Refs refs, Identities identities, Gate gate) {
        this.repositories = repositories;
        this.refs = refs;
        this.identities = identities;
        this.gate = gate;
    }

    /** A request that is answered with an HTTP status and a line of text. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String words) {
            super(words);
            this.status = status;
        }
    }

    /** What a path asks for: {@code NAME/info/refs}, {@code NAME/git-upload-pack} or {@code NAME/git-receive-pack}. */
    private record Target(String repository, String what) {

        static Target of(String path) throws Refused {
            for (String what : List.of("info/refs", UPLOAD, RECEIVE)) {
                if (path.startsWith(PREFIX) && path.endsWith("/" + what) && path.length() > PREFIX.length() + what.length() + 1) {
                    String name = path.substring(PREFIX.length(), path.length() - what.length() - 1);
                    return new Target(name.endsWith(".git") ? name.substring(0, name.length() - ".git".length()) : name, what);
                }
            }
            throw new Refused(404, "Here are git repositories only: " + PREFIX + "NAME");
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                serve(exchange);
            } catch (Refused refused) {
                answer(exchange, refused.status, refused.getMessage());
            } catch (AccessDenied | UnknownKey denied) {
                answer(exchange, 403, denied.awsErrorDetails().errorMessage());
            } catch (RuntimeException broken) {
                if (exchange.getResponseCode() < 0) {
                    answer(exchange, 500, "The local cloud failed: " + broken);
                }
                throw broken;
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException, Refused {
        Target target = Target.of(exchange.getRequestURI().getPath());
        Caller caller = caller(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean asksForRefs = "info/refs".equals(target.what());
        String service = asksForRefs ? service(exchange.getRequestURI().getRawQuery()) : target.what();
        if (!exchange.getRequestMethod().equals(asksForRefs ? "GET" : "POST")) {
            throw new Refused(405, target.what() + " takes " + (asksForRefs ? "GET" : "POST") + " only.");
        }
        Permission permission = new Permission(UPLOAD.equals(service) ? "codecommit:GitPull" : "codecommit:GitPush",
                repositories.arn(target.repository()));
        gate.check(caller, permission);
        BareRepository repository = repositories.find(target.repository())
                .orElseThrow(() -> new Refused(404, "Repository " + target.repository() + " does not exist."));
        if (asksForRefs) {
            advertise(exchange, service, repository, caller, permission);
            return;
        }
        if (!("application/x-" + service + "-request").equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new Refused(415, "Expected the content type application/x-" + service + "-request.");
        }
        InputStream body = body(exchange);
        if (UPLOAD.equals(service)) {
            upload(exchange, repository, body);
        } else {
            Push push = new Push(repository, refs, caller, gate, permission);
            push.receive(body, begin(exchange, service + "-result"), null);
        }
    }

    private Caller caller(@Nullable String authorization) throws Refused {
        if (authorization == null) {
            return identities.behind(NOBODY);
        }
        String scheme = "Basic ";
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            throw new Refused(400, "Git is identified by HTTP Basic only.");
        }
        try {
            byte[] pair = Base64.getDecoder().decode(authorization.substring(scheme.length()).trim());
            String decoded = new String(pair, StandardCharsets.UTF_8);
            String user = decoded.contains(":") ? decoded.substring(0, decoded.indexOf(':')) : decoded;
            return identities.behind(user.isEmpty() ? NOBODY : user);
        } catch (IllegalArgumentException _) {
            throw new Refused(400, "The Authorization header is not valid HTTP Basic.");
        }
    }

    private static String service(@Nullable String query) throws Refused {
        String service = query == null ? "" : List.of(query.split("&")).stream().filter(each -> each.startsWith("service="))
                .map(each -> each.substring("service=".length())).findFirst().orElse("");
        if (!service.equals(UPLOAD) && !service.equals(RECEIVE)) {
            throw new Refused(403, "Git's smart HTTP protocol is needed: service=" + UPLOAD + " or service=" + RECEIVE + ".");
        }
        return service;
    }

    private void advertise(HttpExchange exchange, String service, BareRepository repository, Caller caller, Permission permission)
            throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        PacketLineOut out = new PacketLineOut(lines);
        if (UPLOAD.equals(service)) {
            uploadPack(exchange, repository).sendAdvertisedRefs(new Advertiser(out), service);
        } else {
            out.writeString("# service=" + service + "\n");
            out.end();
            new Push(repository, refs, caller, gate, permission).sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(out));
        }
        headers(exchange, service + "-advertisement");
        exchange.sendResponseHeaders(200, lines.size());
        exchange.getResponseBody().write(lines.toByteArray());
    }

    private static void upload(HttpExchange exchange, BareRepository repository, InputStream body) throws IOException, Refused {
        UploadPack upload = uploadPack(exchange, repository);
        if (!version2(exchange)) {
            upload.upload(body, begin(exchange, UPLOAD + "-result"), null);
            return;
        }
        ListRequest request = ListRequest.begin(body);
        OutputStream out = begin(exchange, UPLOAD + "-result");
        if (request.wantsUnbornHead() && repository.ref(Constants.HEAD).isEmpty()) {
            Ref head = repository.git().exactRef(Constants.HEAD);
            new PacketLineOut(out).writeString("unborn HEAD symref-target:" + head.getTarget().getName() + "\n");
        }
        upload.upload(request.rest(), out, null);
    }

    private static UploadPack uploadPack(HttpExchange exchange, BareRepository repository) {
        UploadPack upload = new UploadPack(repository.git());
        upload.setBiDirectionalPipe(false);
        upload.setRequestPolicy(UploadPack.RequestPolicy.ANY);
        if (version2(exchange)) {
            upload.setExtraParameters(List.of("version=2"));
        }
        return upload;
    }

    private static boolean version2(HttpExchange exchange) {
        String asked = exchange.getRequestHeaders().getFirst("Git-Protocol");
        return asked != null && List.of(asked.split(":")).contains("version=2");
    }

    private static InputStream body(HttpExchange exchange) throws IOException, Refused {
        String encoding = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Encoding")).orElse("identity");
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> exchange.getRequestBody();
            case "gzip", "x-gzip" -> new GZIPInputStream(exchange.getRequestBody());
            default -> throw new Refused(415, "Unknown content encoding: " + encoding);
        };
    }

    private static OutputStream begin(HttpExchange exchange, String type) throws IOException {
        headers(exchange, type);
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void headers(HttpExchange exchange, String type) {
        exchange.getResponseHeaders().set("Content-Type", "application/x-" + type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache, max-age=0, must-revalidate");
    }

    private static void answer(HttpExchange exchange, int status, String words) throws IOException {
        byte[] text = (words + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    /** Says that HEAD of an empty repository is told, so that a clone checks out the same branch as a push will make default. */
    private static final class Advertiser extends RefAdvertiser.PacketLineOutRefAdvertiser {

        Advertiser(PacketLineOut out) {
            super(out);
        }

        @Override
        protected void writeOne(CharSequence line) throws IOException {
            super.writeOne("ls-refs".contentEquals(line) ? "ls-refs=unborn" : line);
        }
    }

    /**
     * A request of protocol version 2 as JGit can take it: it does not know {@code unborn}, an argument of {@code ls-refs}.
     *
     * @param wantsUnbornHead it asks where HEAD points even if there is nothing yet
     */
    private record ListRequest(InputStream rest, boolean wantsUnbornHead) {

        static ListRequest begin(InputStream body) throws IOException, Refused {
            PacketLineIn in = new PacketLineIn(body);
            String first = in.readString();
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            PacketLineOut out = new PacketLineOut(copy);
            if (!"command=ls-refs".equals(first)) {
                copy(first, out);
                return new ListRequest(new SequenceInputStream(new ByteArrayInputStream(copy.toByteArray()), body), false);
            }
            List<String> arguments = new ArrayList<>();
            for (String line = first; ; line = in.readString()) {
                if ("unborn".equals(line)) {
                    arguments.add(line);
                    continue;
                }
                copy(line, out);
                if (PacketLineIn.isEnd(line)) {
                    break;
                }
                arguments.add(line);
                if (copy.size() > LONGEST_LIST_REQUEST) {
                    throw new Refused(413, "ls-refs has too many arguments.");
                }
            }
            boolean head = arguments.stream().noneMatch(argument -> argument.startsWith("ref-prefix "))
                    || arguments.stream().anyMatch(argument -> argument.startsWith("ref-prefix ")
                            && Constants.HEAD.startsWith(argument.substring("ref-prefix ".length())));
            return new ListRequest(new ByteArrayInputStream(copy.toByteArray()),
                    head && arguments.contains("unborn") && arguments.contains("symrefs"));
        }

        private static void copy(String line, PacketLineOut out) throws IOException {
            if (PacketLineIn.isEnd(line)) {
                out.end();
            } else if (PacketLineIn.isDelimiter(line)) {
                out.writeDelim();
            } else {
                out.writeString(line + "\n");
            }
        }
    }
}
