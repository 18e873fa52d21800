package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.resolve.Cutoff;
import dev.dx.engine.npm.resolve.Foresight;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.resolve.OfferedVersions;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.Item;
import dev.dx.registry.packument.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Finds out what an install needs: the packages it will want, and what its resolver will look into. For one question. */
final class ClosureForecast {
    /** Finds one packument. */
    @FunctionalInterface
    interface Packuments {
        /** Null if there is none. */
        CompactPackuments.@Nullable Compact find(String name, Form form) throws IOException;
    }

    private record Found(Form form, CompactPackuments.Compact compact, ObservedVersions versions) {}

    private final ClosureQuestion question;
    private final Packuments packuments;
    private final @Nullable Cutoff cutoff;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Set<String> absent = ConcurrentHashMap.newKeySet();
    private volatile boolean incomplete;

    ClosureForecast(ClosureQuestion question, Packuments packuments) {
        this.question = question;
        this.packuments = packuments;
        long limit = question.machine().cutoff();
        this.cutoff = limit == 0 ? null : new Cutoff(Instant.ofEpochMilli(limit), Cutoff.Reason.AGE);
    }

    /** Whether something was not to be had that may be there the next time. After {@link #make}. */
    boolean isIncomplete() {
        return incomplete;
    }

    Prediction make() throws InterruptedException {
        Queue<PackageId> likely = new ConcurrentLinkedQueue<>();
        ClosureQuestion.Machine machine = question.machine();
        Platform platform = machine.os().isEmpty()
                ? null
                : new Platform(machine.os(), machine.cpu(), machine.libc().isEmpty() ? null : machine.libc());
        NpmSpecs.Peers peers = switch (machine.peers()) {
            case INSTALLED -> NpmSpecs.Peers.INSTALLED;
            case IGNORED -> NpmSpecs.Peers.IGNORED;
        };
        Version node = Version.parse(machine.node());
        VersionChoice choice = new VersionChoice("latest", cutoff, Set.of(), () -> node);
        Foresight.look(question.wishes(), choice, peers, new Foresight.Registry() {
            @Override
            public @Nullable PackageVersions look(String name) {
                return versions(name);
            }

            @Override
            public void likely(PackageManifest manifest) {
                if (platform == null || PlatformRules.allow(manifest, platform)) {
                    likely.add(new PackageId(manifest.name(), manifest.version()));
                }
            }
        });
        return prediction(List.copyOf(likely));
    }

    private @Nullable PackageVersions versions(String name) {
        try {
            Form form = Form.ABBREVIATED;
            CompactPackuments.Compact compact = packuments.find(name, form);
            if (compact != null && compact.origin() == Item.Origin.UPSTREAM && mayBeYoung(compact.packument())) {
                form = Form.FULL;
                compact = packuments.find(name, form);
            }
            if (compact == null) {
                absent.add(name);
                return null;
            }
            ObservedVersions versions = new ObservedVersions(new OfferedVersions(compact.packument()));
            found.put(name, new Found(form, compact, versions));
            return versions;
        } catch (IOException | DxException toBeSaidWhenItIsAskedFor) {
            incomplete = true;
            return null;
        }
    }

    private boolean mayBeYoung(Packument packument) {
        Instant modified = packument.modified();
        return cutoff != null && !packument.hasTimes() && (modified == null || modified.isAfter(cutoff.at()));
    }

    private Prediction prediction(List<PackageId> packs) {
        long limit = question.machine().cutoff();
        long until = Long.MAX_VALUE;
        Instant changes = Instant.ofEpochMilli(Long.MAX_VALUE);
        List<Prediction.Told> told = new ArrayList<>();
        for (Map.Entry<String, Found> each : new TreeMap<>(found).entrySet()) {
            CompactPackuments.Compact compact = each.getValue().compact();
            Packument packument = compact.packument();
            Packument part = packument.part(each.getValue().versions().looked());
            boolean whole = part.encoded().length >= compact.bytes().remaining();
            told.add(new Prediction.Told(
                    each.getKey(),
                    each.getValue().form(),
                    compact.origin(),
                    compact.state(),
                    whole ? compact.fingerprint() : part.fingerprint(),
                    whole ? compact.bytes() : ByteBuffer.wrap(part.encoded())));
            changes = compact.changes().isBefore(changes) ? compact.changes() : changes;
            Instant young = cutoff == null ? null : packument.firstAfter(cutoff.at());
            until = young == null ? until : Math.min(until, young.toEpochMilli());
        }
        for (String name : absent) {
            told.add(
                    new Prediction.Told(name, Form.ABBREVIATED, Item.Origin.UPSTREAM, null, 0, ByteBuffer.allocate(0)));
        }
        return new Prediction(limit, until, changes, told, packs);
    }
}
