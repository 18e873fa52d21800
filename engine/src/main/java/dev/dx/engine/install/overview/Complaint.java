package dev.dx.engine.install.overview;

import dev.dx.engine.npm.lock.PackageLock;
import java.nio.file.Path;

/**
 * Something in node_modules that is not what manifests ask for, as {@code npm ls --all} has it.
 *
 * @param name of the package
 * @param version that stands there; empty where none does
 * @param range what is asked for; empty where nobody asks
 * @param by who asks, as {@code name@version}; empty where nobody does
 * @param owner whose node_modules, or whose wish, it is about, as a path from the project's folder; "" for the project
 * @param place where it stands, as a path from the project's folder; empty where it does not
 */
public record Complaint(Kind kind, String name, String version, String range, String by, String owner, String place) {
    /** What is wrong. */
    public enum Kind {
        MISSING,
        /** Another version, or another package, than is asked for. */
        INVALID,
        /** A package wants it beside itself, and it is not there. */
        UNMET_PEER,
        /** Nobody asks for it. */
        EXTRANEOUS
    }

    /** Whether it concerns what the project and its members ask for themselves: what {@code npm ls} says without --all. */
    public boolean isDirect() {
        return owner.isEmpty() || PackageLock.isFolder(owner);
    }

    /** Whether npm calls it a failure: what is too much is none. */
    public boolean isFailure() {
        return kind != Kind.EXTRANEOUS;
    }

    /** As npm says it. */
    public String line(Path project) {
        return switch (kind) {
            case MISSING, UNMET_PEER -> "missing: " + name + "@" + range + ", required by " + by;
            case INVALID -> "invalid: " + name + "@" + version + " " + project.resolve(place);
            case EXTRANEOUS -> "extraneous: " + name + "@" + version + " " + project.resolve(place);
        };
    }
}
