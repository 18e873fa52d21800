package dev.dx.engine.npm.spec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The git hosts that have a shorthand. */
public enum GitHost {
    GITHUB("github.com"),
    GITLAB("gitlab.com"),
    BITBUCKET("bitbucket.org"),
    GIST("gist.github.com"),
    SOURCEHUT("git.sr.ht");

    private final String domain;

    GitHost(String domain) {
        this.domain = domain;
    }

    /** What stands before the colon of its shorthand: {@code github}. */
    public String shorthand() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String domain() {
        return domain;
    }

    /** Whether URLs of this scheme can name its repositories. */
    boolean speaks(String scheme) {
        return switch (scheme) {
            case "git+ssh", "https" -> true;
            case "ssh", "git+https" -> this != SOURCEHUT;
            case "git" -> this == GITHUB || this == GIST;
            case "http" -> this == GITHUB;
            default -> false;
        };
    }

    static @Nullable GitHost byShorthand(String shorthand) {
        for (GitHost host : values()) {
            if (host.shorthand().equals(shorthand)) {
                return host;
            }
        }
        return null;
    }

    static @Nullable GitHost byDomain(String domain) {
        String name = domain.startsWith("www.") ? domain.substring(4) : domain;
        for (GitHost host : values()) {
            if (host.domain.equals(name)) {
                return host;
            }
        }
        return null;
    }
}
