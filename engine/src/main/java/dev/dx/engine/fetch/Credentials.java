package dev.dx.engine.fetch;

import org.jspecify.annotations.Nullable;

/**
 * What to prove an identity with to one host. Its text form does not show the secret.
 *
 * @param authorization the value of the {@code Authorization} header
 * @param remedy what to do if the host refuses, where more is known than that it did
 */
public record Credentials(
        @Nullable String authorization,
        @Nullable ClientCertificate certificate,
        @Nullable String remedy) {
    public static final Credentials NONE = new Credentials(null, null, null);

    public static Credentials bearer(String token) {
        return new Credentials("Bearer " + token, null, null);
    }

    public boolean isEmpty() {
        return authorization == null && certificate == null;
    }

    /** The bare token or encoded pair; null where there is none. */
    @Nullable
    String secret() {
        return authorization == null ? null : authorization.substring(authorization.indexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return "Credentials[" + (authorization == null ? "no token" : "a token")
                + (certificate == null ? "" : ", a certificate") + "]";
    }
}
