package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values are joined of parts, so that no scanner takes this file for a leak. */
class SecretLikeTest {

    @ParameterizedTest
    @CsvSource({
        "ID, AKIA, IOSFODNN7EXAMPLE, an AWS access key id",
        "ID, see ASIA, IOSFODNN7EXAMPLE here, an AWS access key id",
        "X, wJalrXUtnFEMI/K7MDENG/, bPxRfiCYEXAMPLEKEY, an AWS secret access key",
        "X, -----BEGIN RSA, ' PRIVATE KEY-----', a private key",
        "X, ghp_, 0123456789abcdefghij0123456789abcdef, a GitHub token",
        "X, glpat-, 0123456789abcdefghij, a GitLab token",
        "X, xoxb-, 0123456789, a Slack token",
        "X, sk_live_, 0123456789, a Stripe key",
        "X, eyJhbGciOiJIUzI1NiJ9., eyJzdWIiOiIxMjM0In0.abcdefghijkl, a signed web token",
        "X, postgres://user:, hunter2@db/app, an address with a password in it",
        "DB_PASSWORD, hun, ter2, a secret by its name",
        "dbPassword, hun, ter2, a secret by its name",
        "MY_SECRET, hun, ter2, a secret by its name",
        "SECRETS, hun, ter2, a secret by its name",
        "DEPLOY_TOKEN, hun, ter2, a secret by its name",
        "API_KEY, hun, ter2, a secret by its name",
        "APIKEY, hun, ter2, a secret by its name",
        "SIGNING_PRIVATE_KEY, hun, ter2, a secret by its name",
        "PASSWORD, 123, 456, a secret by its name"})
    void whatLooksLikeASecretIsSaidWithoutRepeatingIt(String name, String one, String two, String what) {
        String said = SecretLike.why(name, one + two, "signalbox/").orElseThrow();
        assertTrue(said.startsWith("it looks like " + what + ","), said);
        assertTrue(said.endsWith("write " + name + ": { parameter: /signalbox/... }"), said);
        assertFalse(said.contains(two), said);
    }

    @ParameterizedTest
    @CsvSource({
        "STAGE, test", "COMMIT, da39a3ee5e6b4b0d3255bfef95601890afd80709", "DB_PASSWORD, ''", "USE_TOKEN, true", "TOKEN_REQUIRED, x",
        "API_KEY, $KEY", "DB_PASSWORD, ${OTHER}", "DB_PASSWORD_FILE, secrets.txt", "DB_PASSWORD, /run/secrets/db",
        "SECRET_NAME, signalbox/app",
        "TOKEN, arn:aws:secretsmanager:eu-west-1:123456789012:secret:a", "TOKEN_URL, https://example.com/token", "MAX_TOKENS, 4096",
        "TOKENIZER, gpt2", "SECRETARY, ada", "KEYBOARD, us", "X, https://example.com:8443/path", "X, postgres://user:$PASS@db/app",
        "X, a/very/long/path/of/folders/in/a/project", "X, src/main/java/dev/signalbox/rules/Some.java", "PASSWORD_LENGTH, 12",
        "MONKEY, banana", "X, git@example.com:a/b.git",
        "IMAGE, 123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:b"})
    void whatDoesNotIsLeftAlone(String name, String value) {
        assertEquals("", SecretLike.why(name, value, "signalbox/").orElse(""));
    }

}
