package dev.dx.registry.tls;

import java.nio.file.Path;

/** Whether a registry is reached over TLS, and what it shows there. */
public sealed interface Certificate {
    /** No TLS. */
    record None() implements Certificate {}

    /**
     * Files in PEM.
     *
     * @param key without a password, PKCS #8
     */
    record Given(Path chain, Path key) implements Certificate {}

    /** One of its own making, kept in its folder; whoever trusts it names it with cafile. */
    record SelfMade() implements Certificate {}

    Certificate NONE = new None();
}
