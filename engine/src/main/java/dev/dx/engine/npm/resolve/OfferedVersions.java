package dev.dx.engine.npm.resolve;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.VersionManifest;
import dev.dx.engine.npm.semver.Version;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The versions a packument lists, each turned into a manifest when it is first asked for. */
public final class OfferedVersions implements PackageVersions {
    private final Packument packument;
    private final Supplier<Packument> whole;
    private final ConcurrentMap<String, Optional<Offer>> offers = new ConcurrentHashMap<>();
    private final List<Candidate> descending;

    public OfferedVersions(Packument packument) {
        this(packument, () -> packument);
    }

    /** @param whole finds the packument that this one is a part of, for a version that was left out of it */
    OfferedVersions(Packument packument, Supplier<Packument> whole) {
        this.packument = packument;
        this.whole = whole;
        this.descending = new Descending(packument);
    }

    /** The candidates in the packument's own order. Each is read when first asked for, by two threads at once to the same. */
    private static final class Descending extends AbstractList<Candidate> {
        private final Packument packument;
        private final @Nullable Candidate[] known;

        Descending(Packument packument) {
            this.packument = packument;
            this.known = new Candidate[packument.orderedCount()];
        }

        @Override
        public Candidate get(int rank) {
            Candidate candidate = known[rank];
            if (candidate == null) {
                String text = packument.ordered(rank);
                candidate = new Candidate(text, Objects.requireNonNull(Version.parse(text, NpmSpecs.LOOSE)));
                known[rank] = candidate;
            }
            return candidate;
        }

        @Override
        public int size() {
            return known.length;
        }
    }

    @Override
    public boolean areHosted() {
        return packument.isHosted();
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
        return descending;
    }

    @Override
    public @Nullable Instant publishedAt(String version) {
        return packument.time(version);
    }

    @Override
    public @Nullable Offer offer(String version) {
        Optional<Offer> known = offers.get(version);
        if (known == null) {
            // Not in the map's own time: a registry may have to be asked.
            Packument telling = packument.tells(version) ? packument : whole.get();
            known = offers.computeIfAbsent(version, text -> read(telling, text));
        }
        return known.orElse(null);
    }

    private static Optional<Offer> read(Packument packument, String text) {
        VersionManifest version = packument.version(text);
        if (version == null) {
            return Optional.empty();
        }
        Integrity integrity = version.dist().expected();
        return Optional.of(new Offer(
                version.manifest(), version.dist().tarball(), integrity == null ? null : integrity.toString()));
    }
}
