package dev.dx.engine.npm.semver;

import dev.dx.engine.npm.semver.PrereleaseLabel.Counter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps from one version to the next. */
final class Increment {
    private Increment() {}

    static @Nullable Version of(Version from, ReleaseType type, PrereleaseLabel label, Options options) {
        Version next = switch (type) {
            case MAJOR -> major(from);
            case MINOR -> minor(from);
            case PATCH -> patch(from);
            case RELEASE -> from.isPrerelease() ? release(from) : null;
            case PREMAJOR -> first(Version.of(from.major() + 1, 0, 0, Identifiers.NONE), label, options);
            case PREMINOR -> first(Version.of(from.major(), from.minor() + 1, 0, Identifiers.NONE), label, options);
            case PREPATCH -> first(patch(release(from)), label, options);
            case PRERELEASE -> first(from.isPrerelease() ? from : patch(from), label, options);
            case PRE -> first(from, label, options);
        };
        return next == null ? null : next.withBuildOf(from);
    }

    static @Nullable ReleaseType between(Version one, Version other) {
        int order = one.compareTo(other);
        if (order == 0) {
            return null;
        }
        Version high = order > 0 ? one : other;
        Version low = order > 0 ? other : one;
        if (low.isPrerelease() && !high.isPrerelease()) {
            if (low.patch() == 0 && low.minor() == 0) {
                return ReleaseType.MAJOR;
            }
            if (low.sameRelease(high)) {
                return low.minor() != 0 && low.patch() == 0 ? ReleaseType.MINOR : ReleaseType.PATCH;
            }
        }
        boolean pre = high.isPrerelease();
        if (one.major() != other.major()) {
            return pre ? ReleaseType.PREMAJOR : ReleaseType.MAJOR;
        }
        if (one.minor() != other.minor()) {
            return pre ? ReleaseType.PREMINOR : ReleaseType.MINOR;
        }
        if (one.patch() != other.patch()) {
            return pre ? ReleaseType.PREPATCH : ReleaseType.PATCH;
        }
        return ReleaseType.PRERELEASE;
    }

    private static Version release(Version from) {
        return Version.of(from.major(), from.minor(), from.patch(), Identifiers.NONE);
    }

    /** The major version that a prerelease of it leads to, else the next one. */
    private static Version major(Version from) {
        boolean leadsTo = from.isPrerelease() && from.minor() == 0 && from.patch() == 0;
        return Version.of(leadsTo ? from.major() : from.major() + 1, 0, 0, Identifiers.NONE);
    }

    private static Version minor(Version from) {
        boolean leadsTo = from.isPrerelease() && from.patch() == 0;
        return Version.of(from.major(), leadsTo ? from.minor() : from.minor() + 1, 0, Identifiers.NONE);
    }

    private static Version patch(Version from) {
        return from.isPrerelease()
                ? release(from)
                : Version.of(from.major(), from.minor(), from.patch() + 1, Identifiers.NONE);
    }

    /** The next prerelease of the release that {@code from} leads to, or is. */
    private static @Nullable Version first(Version from, PrereleaseLabel label, Options options) {
        String identifier = label.identifier();
        if (identifier.isEmpty()
                ? label.counter() == Counter.ABSENT
                : !Grammar.isPrerelease(identifier, 0, identifier.length(), options)) {
            return null;
        }
        Identifiers counted = counted(from.identifiers(), label);
        if (counted == null) {
            return null;
        }
        return Version.of(from.major(), from.minor(), from.patch(), labelled(counted, label));
    }

    /** The identifiers with their last number raised, or one appended where there is none. */
    private static @Nullable Identifiers counted(Identifiers identifiers, PrereleaseLabel label) {
        List<String> texts = new ArrayList<>(identifiers.texts());
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (identifiers.isNumber(i)) {
                texts.set(i, Long.toString(identifiers.number(i) + 1));
                return Identifiers.of(texts);
            }
        }
        if (!texts.isEmpty()
                && label.counter() == Counter.ABSENT
                && label.identifier().equals(identifiers.toString())) {
            return null;
        }
        texts.add(start(label));
        return Identifiers.of(texts);
    }

    /** Keeps counting where the label was in use already, else starts it. */
    private static Identifiers labelled(Identifiers counted, PrereleaseLabel label) {
        if (label.identifier().isEmpty()) {
            return counted;
        }
        List<String> texts = new ArrayList<>(List.of(label.identifier().split("\\.", -1)));
        int length = texts.size();
        Identifiers asked = Identifiers.of(texts);
        if (counted.startsWith(asked) && counted.size() > length && !counted.isWord(length)) {
            return counted;
        }
        if (label.counter() != Counter.ABSENT) {
            texts.add(start(label));
        }
        return Identifiers.of(texts);
    }

    private static String start(PrereleaseLabel label) {
        return label.counter() == Counter.FROM_ONE ? "1" : "0";
    }
}
