package dev.signalbox.local.front;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Access keys and who stands behind them. A key that nobody issued is the IAM user of that name. */
public final class Identities {

    /** What a session signs with. */
    public record Credentials(String accessKeyId, String secretAccessKey, String sessionToken) { }

    private final String account;
    private final Map<String, Caller> sessions = new ConcurrentHashMap<>();

    public Identities(String account) {
        this.account = account;
    }

    /** Credentials for a role's session, as Lambda and CodeBuild give them to the code they run. */
    public Credentials issue(Caller.RoleSession session) {
        String random = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        String key = "ASIA" + random.substring(0, 16);
        sessions.put(key, session);
        return new Credentials(key, random, UUID.randomUUID().toString());
    }

    /** Ends credentials: their key is refused from now on. */
    public void revoke(Credentials credentials) {
        sessions.remove(credentials.accessKeyId());
    }

    /**
     * Who signs with a key.
     *
     * @throws UnknownKey for a session's key that is not or no longer valid
     */
    public Caller behind(String accessKeyId) {
        Caller session = sessions.get(accessKeyId);
        if (session != null) {
            return session;
        }
        if (accessKeyId.startsWith("ASIA")) {
            throw new UnknownKey();
        }
        return new Caller.User(account, accessKeyId);
    }
}
