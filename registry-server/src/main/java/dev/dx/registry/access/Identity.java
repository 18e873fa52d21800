package dev.dx.registry.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param user null for somebody who did not say
 * @param permission what the token is good for
 * @param names the packages it may write, all of them if none is named
 */
public record Identity(@Nullable String user, Permission permission, List<NamePattern> names) {
    /** What a token is good for. */
    public enum Permission {
        READ,
        WRITE
    }

    public static final Identity ANONYMOUS = new Identity(null, Permission.READ, List.of());

    public Identity {
        names = List.copyOf(names);
    }

    public boolean isKnown() {
        return user != null;
    }

    /** Whether it is good for all that the user may do. */
    public boolean isWhole() {
        return user != null && permission == Permission.WRITE && names.isEmpty();
    }

    /** Whether the token, as far as it goes, is good for writing this package. */
    boolean mayWrite(String name) {
        return user != null
                && permission == Permission.WRITE
                && (names.isEmpty() || names.stream().anyMatch(pattern -> pattern.matches(name)));
    }

    @Override
    public String toString() {
        return user == null ? "somebody unknown" : user;
    }
}
