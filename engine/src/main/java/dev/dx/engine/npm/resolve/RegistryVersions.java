package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.registry.RegistryClient.Form;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The versions that registries offer, with the days of those that may be too young. Safe for use by many threads. */
public final class RegistryVersions {
    private static final Duration RECENT = Duration.ofDays(1);

    private final RegistryClient registry;
    private final @Nullable Cutoff cutoff;

    /** @param cutoff versions published after this are not chosen; null for no limit */
    public RegistryVersions(RegistryClient registry, @Nullable Cutoff cutoff) {
        this.registry = registry;
        this.cutoff = cutoff;
    }

    public PackageVersions of(String name) {
        Form form = Form.ABBREVIATED;
        Packument packument = registry.partOf(name, form);
        boolean exempt = packument.isHosted() && cutoff != null && cutoff.reason() == Cutoff.Reason.AGE;
        Cutoff limit = exempt ? null : cutoff;
        if (limit != null && !packument.hasTimes()) {
            Instant modified = packument.modified();
            // Where nothing changed since, no version can be too young, and the larger document is not needed.
            if (modified == null || modified.isAfter(limit.at())) {
                form = Form.FULL;
                packument = registry.partOf(name, form);
            }
        }
        Form told = form;
        return new OfferedVersions(packument, () -> registry.packument(name, told));
    }

    /** As {@link VersionSource#confirmedVersionsOf}. */
    public PackageVersions confirmed(String name) {
        Form form = cutoff == null ? Form.ABBREVIATED : Form.FULL;
        return new OfferedVersions(registry.confirmed(name, form), () -> registry.packument(name, form));
    }

    /** As {@link VersionSource#freshVersionsOf}. */
    public PackageVersions fresh(String name) {
        return registry.isFresh(name) ? of(name) : confirmed(name);
    }

    /** As {@link VersionSource#recentVersionsOf}. */
    public @Nullable PackageVersions recent(String name) {
        Packument packument = registry.saidWithin(RECENT, name);
        return packument == null ? null : new OfferedVersions(packument);
    }
}
