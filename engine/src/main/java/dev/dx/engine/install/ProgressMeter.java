package dev.dx.engine.install;

import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.PackageId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one install into how far it is, how fast, and how long it still takes. Events may come from any
 * thread while another asks for snapshots; all state is guarded by this object.
 */
public final class ProgressMeter implements Consumer<InstallEvent> {
    /** Where in the whole install downloading ends and linking ends, when there is something to download. */
    private static final double FETCHED = 0.8;

    private static final double LINKED = 0.98;

    /** Before this much of a stage has been seen, its pace says nothing about its end. */
    private static final long PACE_IS_KNOWN_AFTER = TimeUnit.MILLISECONDS.toNanos(700);

    private final LongSupplier nanoClock;
    private final ByteRate rate;
    private final RemainingTime remaining = new RemainingTime();
    private final Map<PackageId, Download> underWay = new HashMap<>();

    private Stage started = Stage.READ;
    private long stageStartedAt;
    private int resolved;
    private boolean planned;
    private int toFetch;
    private int fetched;
    private int sizesKnown;
    private long sizesTotal;
    private long bytes;
    private int linked;
    private int places;
    private double fraction = -1;

    private record Download(long size, long received) {
        Download plus(long more) {
            return new Download(size, received + more);
        }
    }

    public ProgressMeter() {
        this(System::nanoTime);
    }

    /** @param nanoClock a clock like {@link System#nanoTime()} */
    public ProgressMeter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.rate = new ByteRate(nanoClock.getAsLong());
        this.stageStartedAt = nanoClock.getAsLong();
    }

    @Override
    public synchronized void accept(InstallEvent event) {
        long now = nanoClock.getAsLong();
        Stage before = stage();
        switch (event) {
            case InstallEvent.StageStarted(Stage stage) -> started = stage.compareTo(started) > 0 ? stage : started;
            case InstallEvent.Resolved version -> resolved = version.resolved();
            case InstallEvent.Planned plan -> {
                planned = true;
                toFetch = plan.toFetch();
            }
            case InstallEvent.FetchStarted(PackageId id, long size) -> fetchStarted(id, size);
            case InstallEvent.Received(PackageId id, long more) -> received(id, more, now);
            case InstallEvent.Fetched(PackageId id, Origin origin, long size) -> finished(id, origin, size, now);
            case InstallEvent.Linked place -> {
                linked = place.done();
                places = place.total();
            }
            case InstallEvent.Answered _,
                    InstallEvent.ScriptStarted _,
                    InstallEvent.ScriptLine _,
                    InstallEvent.ScriptEnded _,
                    InstallEvent.Note _,
                    InstallEvent.Warning _ -> {}
        }
        if (stage() != before) {
            stageStartedAt = now;
            remaining.forget();
        }
    }

    /** How far the install is now. */
    public synchronized Progress snapshot() {
        long now = nanoClock.getAsLong();
        Stage stage = stage();
        double bytesPerSecond = rate.at(now);
        return new Progress(
                stage,
                done(stage),
                total(stage),
                bytes,
                bytesPerSecond,
                remaining.smooth(estimate(stage, bytesPerSecond, now), now),
                fraction(stage));
    }

    /** Downloads start before the graph is known; until it is, the count of versions says more than that of downloads. */
    private Stage stage() {
        return started == Stage.FETCH && !planned ? Stage.RESOLVE : started;
    }

    private void fetchStarted(PackageId id, long size) {
        if (size >= 0 && !underWay.containsKey(id)) {
            sizesKnown++;
            sizesTotal += size;
        }
        underWay.put(id, new Download(size, 0));
    }

    private void received(PackageId id, long more, long now) {
        bytes += more;
        rate.add(more, now);
        underWay.computeIfPresent(id, (_, download) -> download.plus(more));
    }

    private void finished(PackageId id, Origin origin, long size, long now) {
        Download download = underWay.remove(id);
        if (origin == Origin.STORE) {
            return;
        }
        fetched++;
        long unseen = size - (download == null ? 0 : download.received());
        if (unseen > 0) {
            bytes += unseen;
            rate.add(unseen, now);
        }
        if (download == null || download.size() < 0) {
            sizesKnown++;
            sizesTotal += size;
        }
    }

    private int done(Stage stage) {
        return switch (stage) {
            case READ -> 0;
            case RESOLVE -> resolved;
            case FETCH -> fetched;
            case LINK, BUILD, COMMIT, SCRIPTS -> linked;
        };
    }

    private int total(Stage stage) {
        return switch (stage) {
            case READ, RESOLVE -> 0;
            case FETCH -> downloads();
            case LINK, BUILD, COMMIT, SCRIPTS -> places;
        };
    }

    private int downloads() {
        return Math.max(toFetch, fetched + underWay.size());
    }

    private double fraction(Stage stage) {
        if (!planned) {
            return -1;
        }
        double fetchShare = downloads() == 0 ? 0 : FETCHED;
        double now = switch (stage) {
            case READ, RESOLVE -> 0;
            case FETCH -> fetchShare * fetchedFraction();
            case LINK -> fetchShare + (LINKED - fetchShare) * (places == 0 ? 0 : (double) linked / places);
            case BUILD, COMMIT, SCRIPTS -> LINKED;
        };
        fraction = Math.max(fraction, Math.clamp(now, 0, 1));
        return fraction;
    }

    private double fetchedFraction() {
        double missing = missingBytes();
        if (missing >= 0) {
            return bytes + missing == 0 ? 0 : bytes / (bytes + missing);
        }
        return downloads() == 0 ? 1 : (double) fetched / downloads();
    }

    /** Bytes still to come: what was announced, and the average of that for what was not; -1 if nothing was announced. */
    private double missingBytes() {
        if (sizesKnown == 0) {
            return -1;
        }
        double average = (double) sizesTotal / sizesKnown;
        double missing = (downloads() - fetched - underWay.size()) * average;
        for (Download download : underWay.values()) {
            missing += Math.max(0, (download.size() < 0 ? average : download.size()) - download.received());
        }
        return missing;
    }

    /** Seconds until the stage ends at the pace of now; negative if unknown. */
    private double estimate(Stage stage, double bytesPerSecond, long now) {
        long seen = now - stageStartedAt;
        if (seen < PACE_IS_KNOWN_AFTER) {
            return -1;
        }
        return switch (stage) {
            case READ, RESOLVE, BUILD, COMMIT, SCRIPTS -> -1;
            case FETCH -> {
                double missing = missingBytes();
                yield bytesPerSecond > 0 && missing >= 0 ? missing / bytesPerSecond : -1;
            }
            case LINK -> linked == 0 ? -1 : seen / 1e9 / linked * (places - linked);
        };
    }

    /** Bytes per second over a sliding window, kept in slots so that its memory does not grow with the traffic. */
    private static final class ByteRate {
        private static final int SLOTS = 12;
        private static final long SLOT = TimeUnit.MILLISECONDS.toNanos(250);

        private final long[] slots = new long[SLOTS];
        private final long origin;
        private long current;
        private long first = -1;

        ByteRate(long origin) {
            this.origin = origin;
        }

        void add(long count, long now) {
            advance(now);
            if (first < 0) {
                first = now - origin;
            }
            slots[(int) (current % SLOTS)] += count;
        }

        double at(long now) {
            advance(now);
            if (first < 0) {
                return 0;
            }
            long sum = 0;
            for (long slot : slots) {
                sum += slot;
            }
            long elapsed = now - origin;
            long windowStart = Math.max(first, Math.max(0, (current - SLOTS + 1) * SLOT));
            // A window shorter than a slot would turn the first few bytes into an absurd rate.
            return sum / (Math.max(elapsed - windowStart, SLOT) / 1e9);
        }

        private void advance(long now) {
            long slot = Math.max(current, (now - origin) / SLOT);
            long stale = Math.min(slot - current, SLOTS);
            for (long i = 1; i <= stale; i++) {
                slots[(int) ((slot - stale + i) % SLOTS)] = 0;
            }
            current = slot;
        }
    }

    /** An estimate that counts down like a clock and drifts towards new evidence instead of jumping to it. */
    private static final class RemainingTime {
        private static final double SECONDS_TO_BELIEVE = 2;

        private double seconds = -1;
        private long saidAt;

        void forget() {
            seconds = -1;
        }

        @Nullable
        Duration smooth(double estimate, long now) {
            if (estimate < 0) {
                seconds = -1;
                return null;
            }
            if (seconds < 0) {
                seconds = estimate;
            } else {
                double elapsed = (now - saidAt) / 1e9;
                double expected = Math.max(0, seconds - elapsed);
                seconds = expected + (estimate - expected) * (1 - Math.exp(-elapsed / SECONDS_TO_BELIEVE));
            }
            saidAt = now;
            return Duration.ofMillis(Math.round(seconds * 1000));
        }
    }
}
