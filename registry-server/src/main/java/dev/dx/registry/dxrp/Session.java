package dev.dx.registry.dxrp;

import dev.dx.registry.access.Identity;
import java.time.Duration;

/** Who is at the other end, as HELLO said. A connection may last longer than its token: that is looked at again. */
final class Session {
    /** For so long a token that was ended is still taken on connections that brought it before. */
    private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Identity identity;
    private final String token;
    private final String base;
    private volatile long looked = System.nanoTime();

    /**
     * @param token what proved the identity; empty where nothing did
     * @param base where this registry's HTTP is for whoever that is; ends with a slash
     */
    Session(Identity identity, String token, String base) {
        this.identity = identity;
        this.token = token;
        this.base = base;
    }

    Identity identity() {
        return identity;
    }

    String token() {
        return token;
    }

    String base() {
        return base;
    }

    /** Whether it is time to look at the token again. */
    boolean isDue() {
        return !token.isEmpty() && System.nanoTime() - looked > TRUSTED_NANOS;
    }

    /** The token is still what it was. */
    void confirm() {
        looked = System.nanoTime();
    }
}
