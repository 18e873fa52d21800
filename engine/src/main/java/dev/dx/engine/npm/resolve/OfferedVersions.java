package dev.dx.engine.npm.resolve;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.VersionManifest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The versions a packument lists, each turned into a manifest when it is first asked for. */
public final class OfferedVersions implements PackageVersions {
    private final Packument packument;
    private final ConcurrentMap<String, Optional<Offer>> offers = new ConcurrentHashMap<>();
    /** Worked out when first needed; two threads that do it at once come to the same. */
    private volatile @Nullable List<Candidate> descending;

    public OfferedVersions(Packument packument) {
        this.packument = packument;
    }

    @Override
    public String name() {
        return packument.name();
    }

    @Override
    public Map<String, String> tags() {
        return packument.distTags();
    }

    @Override
    public Collection<String> versions() {
        return packument.versions();
    }

    @Override
    public List<Candidate> descending() {
        List<Candidate> known = descending;
        if (known == null) {
            known = PackageVersions.super.descending();
            descending = known;
        }
        return known;
    }

    @Override
    public @Nullable Instant publishedAt(String version) {
        return packument.time(version);
    }

    @Override
    public @Nullable Offer offer(String version) {
        return offers.computeIfAbsent(version, this::read).orElse(null);
    }

    private Optional<Offer> read(String text) {
        VersionManifest version = packument.version(text);
        if (version == null) {
            return Optional.empty();
        }
        Integrity integrity = version.dist().expected();
        return Optional.of(new Offer(
                version.manifest(), version.dist().tarball(), integrity == null ? null : integrity.toString()));
    }
}
