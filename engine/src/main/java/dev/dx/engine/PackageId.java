package dev.dx.engine;

/**
 * Which package, in which version: {@code lodash 4.17.21}. The version is the exact text its ecosystem uses; what it
 * means is not for this type to say.
 */
public record PackageId(String name, String version) implements Comparable<PackageId> {
    public PackageId {
        requireText("name", name);
        requireText("version", version);
    }

    @Override
    public int compareTo(PackageId other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : version.compareTo(other.version);
    }

    /** {@code name@version}. */
    @Override
    public String toString() {
        return name + "@" + version;
    }

    private static void requireText(String field, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a package's " + field + " is not empty");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ') {
                throw new IllegalArgumentException("a package's " + field + " has no control characters");
            }
        }
    }
}
