package dev.dx.engine.npm.resolve;

import org.jspecify.annotations.Nullable;

/** Where a resolver gets what it asks for. */
public interface VersionSource {
    /**
     * What the registry says of a package; blocks until it is known.
     *
     * @throws dev.dx.engine.DxException if there is no such package, or the registry cannot be asked
     */
    PackageVersions versionsOf(String name);

    /** The same as the registry has it at this moment, for when what was known lacks a version that is wanted. */
    PackageVersions confirmedVersionsOf(String name);

    /**
     * The same, asked for again only if the registry did not say that what is known still holds; for when nothing fails
     * without the version.
     */
    PackageVersions freshVersionsOf(String name);

    /** What the registry said of a package not long ago, without asking it; null if it did not. */
    @Nullable
    PackageVersions recentVersionsOf(String name);

    /** Says that this will be asked for soon, so that it can be on its way. */
    void expect(String name, String spec);

    /**
     * The same of a peer that is looked at lest something stand in its way, and not installed: of what it depends on only its
     * peers will be asked for.
     */
    default void expectBeside(String name, String spec) {
        expect(name, spec);
    }
}
