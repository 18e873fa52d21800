package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.cache.BloomFilter;
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
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.registry.packument.Form;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Finds what an install needs, and sends it in the order in which it is wanted. For one question. */
final class ClosureAnswer {
    /** How many packs are looked for, and made, ahead of the one that is sent next. */
    private static final int AHEAD = 16;

    private static final byte[] NOTHING = {};

    /** Finds one pack. */
    @FunctionalInterface
    interface Packs {
        /** The pack, to be sent, if whoever asks may have it. */
        Part offered(PackageId id) throws DxrpRefusal, IOException;
    }

    /** Finds one packument. */
    @FunctionalInterface
    interface Packuments {
        /** Null if there is none that whoever asks may have. */
        CompactPackuments.@Nullable Compact find(String name, Form form) throws IOException;
    }

    private final ClosureQuestion question;
    private final Packs packs;
    private final Packuments packuments;
    private final Answer answer;
    private final @Nullable BloomFilter there;

    ClosureAnswer(ClosureQuestion question, Packs packs, Packuments packuments, Answer answer) {
        this.question = question;
        this.packs = packs;
        this.packuments = packuments;
        this.answer = answer;
        this.there = question.filter().hasRemaining() ? new BloomFilter(question.filter()) : null;
    }

    void send() throws InterruptedException {
        List<PackageId> wanted = new ArrayList<>(question.lacking());
        if (!question.wishes().isEmpty()) {
            wanted.addAll(foreseen());
            List<PackageId> plan = wanted.subList(0, Math.min(wanted.size(), Item.MOST_PLANNED));
            if (!answer.add(new Part.Whole(Status.OK, new Item.Plan(plan).encode()))) {
                return;
            }
        }
        sendPacks(wanted);
        answer.finish(new Part.Whole(Status.OK, NOTHING));
    }

    /** Sends the packuments that will be asked for; returns the packages that will. */
    private List<PackageId> foreseen() throws InterruptedException {
        Queue<PackageId> likely = new ConcurrentLinkedQueue<>();
        ClosureQuestion.Machine machine = question.machine();
        Platform platform = machine.os().isEmpty()
                ? null
                : new Platform(machine.os(), machine.cpu(), machine.libc().isEmpty() ? null : machine.libc());
        Cutoff cutoff =
                machine.cutoff() == 0 ? null : new Cutoff(Instant.ofEpochMilli(machine.cutoff()), Cutoff.Reason.AGE);
        Version node = Version.parse(machine.node());
        NpmSpecs.Peers peers = switch (machine.peers()) {
            case INSTALLED -> NpmSpecs.Peers.INSTALLED;
            case IGNORED -> NpmSpecs.Peers.IGNORED;
        };
        VersionChoice choice = new VersionChoice("latest", cutoff, Set.of(), node);
        Foresight.look(question.wishes(), choice, peers, new Foresight.Registry() {
            @Override
            public @Nullable PackageVersions look(String name) {
                return sendPackument(name, cutoff);
            }

            @Override
            public void likely(PackageManifest manifest) {
                PackageId id = new PackageId(manifest.name(), manifest.version());
                boolean fits = platform == null || PlatformRules.allow(manifest, platform);
                if (fits && (there == null || !there.mayContain(id.toString()))) {
                    likely.add(id);
                }
            }
        });
        return List.copyOf(likely);
    }

    private @Nullable PackageVersions sendPackument(String name, @Nullable Cutoff cutoff) {
        try {
            Form form = Form.ABBREVIATED;
            CompactPackuments.Compact found = packuments.find(name, form);
            boolean isYoung = found != null && cutoff != null && mayBeYoung(found.packument(), cutoff);
            if (found != null && isYoung && found.origin() == Item.Origin.UPSTREAM) {
                form = Form.FULL;
                found = packuments.find(name, form);
            }
            if (found == null) {
                return null;
            }
            RequestHeader.Form told = form == Form.FULL ? RequestHeader.Form.FULL : RequestHeader.Form.ABBREVIATED;
            boolean isThere = there != null && there.mayContain(name + "#" + Long.toHexString(found.fingerprint()));
            Part part = isThere
                    ? new Part.Whole(Status.OK, new Item.Known(name, told, found.fingerprint()).encode())
                    : new Part.Announced(
                            new Item.Meta(
                                    name, told, found.origin(), found.bytes().remaining()),
                            new Body.Bytes(found.bytes().duplicate(), found.fingerprint()));
            return answer.add(part) ? new OfferedVersions(found.packument()) : null;
        } catch (IOException | DxException toBeSaidWhenItIsAskedFor) {
            return null;
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static boolean mayBeYoung(Packument packument, Cutoff cutoff) {
        Instant modified = packument.modified();
        return !packument.hasTimes() && (modified == null || modified.isAfter(cutoff.at()));
    }

    private void sendPacks(List<PackageId> wanted) throws InterruptedException {
        Deque<Future<Part>> ahead = new ArrayDeque<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (PackageId id : wanted) {
                ahead.add(threads.submit(() -> part(id)));
                if (ahead.size() > AHEAD && !answer.add(await(ahead.removeFirst()))) {
                    return;
                }
            }
            while (!ahead.isEmpty()) {
                if (!answer.add(await(ahead.removeFirst()))) {
                    return;
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Part part(PackageId id) {
        try {
            return packs.offered(id);
        } catch (DxrpRefusal refusal) {
            return lacking(id, refusal.status());
        } catch (IOException | DxException failure) {
            return lacking(id, Status.FAILED);
        }
    }

    private static Part lacking(PackageId id, Status status) {
        return new Part.Whole(Status.OK, new Item.Lacking(id, status).encode());
    }

    private static Part await(Future<Part> part) throws InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }
}
