package dev.dx.registry.dxrp;

import dev.dx.engine.npm.resolve.PackageVersions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The versions of a package, and a note of those that somebody looked into. For any number of threads. */
final class ObservedVersions implements PackageVersions {
    private final PackageVersions versions;
    private final Set<String> looked = ConcurrentHashMap.newKeySet();

    ObservedVersions(PackageVersions versions) {
        this.versions = versions;
    }

    Set<String> looked() {
        return Set.copyOf(looked);
    }

    @Override
    public @Nullable Offer offer(String version) {
        looked.add(version);
        return versions.offer(version);
    }

    @Override
    public String name() {
        return versions.name();
    }

    @Override
    public Map<String, String> tags() {
        return versions.tags();
    }

    @Override
    public Collection<String> versions() {
        return versions.versions();
    }

    @Override
    public List<Candidate> descending() {
        return versions.descending();
    }

    @Override
    public boolean areHosted() {
        return versions.areHosted();
    }

    @Override
    public @Nullable Instant publishedAt(String version) {
        return versions.publishedAt(version);
    }
}
