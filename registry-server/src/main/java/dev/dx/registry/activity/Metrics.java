package dev.dx.registry.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a registry counts. For any number of threads; counting never waits. */
public final class Metrics {
    /** Upper bounds of the buckets that times are sorted into, in microseconds. */
    private static final long[] BOUNDS = {
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000
    };

    /** What else is counted. */
    public enum Count {
        BYTES_SENT("dx_registry_sent_bytes_total"),
        BYTES_RECEIVED("dx_registry_received_bytes_total"),
        CACHE_HITS("dx_registry_cache_hits_total"),
        CACHE_MISSES("dx_registry_cache_misses_total"),
        UPSTREAM_REQUESTS("dx_registry_upstream_requests_total"),
        UPSTREAM_FAILURES("dx_registry_upstream_failures_total"),
        STALE_ANSWERS("dx_registry_stale_answers_total"),
        PUBLISHED("dx_registry_published_total"),
        REFUSED("dx_registry_refused_total"),
        DXRP_REQUESTS("dx_registry_dxrp_requests_total");

        private final String series;

        Count(String series) {
            this.series = series;
        }
    }

    /**
     * How things stand at one moment; totals since the start.
     *
     * @param p50Micros half of the requests took no longer
     * @param times how many requests took as long as each bucket says
     */
    public record Snapshot(
            Duration uptime,
            long requests,
            long errors,
            int running,
            long p50Micros,
            long p99Micros,
            List<Long> times,
            Map<Count, Long> counts) {
        public Snapshot {
            times = List.copyOf(times);
            counts = Map.copyOf(counts);
        }

        public long count(Count count) {
            return counts.getOrDefault(count, 0L);
        }

        /** What happened since an earlier moment of the same server. */
        public Snapshot since(Snapshot earlier) {
            List<Long> between = new ArrayList<>();
            for (int i = 0; i < times.size(); i++) {
                between.add(times.get(i) - earlier.times.get(i));
            }
            Map<Count, Long> differences = new EnumMap<>(Count.class);
            counts.forEach((count, total) -> differences.put(count, total - earlier.count(count)));
            return new Snapshot(
                    uptime.minus(earlier.uptime),
                    requests - earlier.requests,
                    errors - earlier.errors,
                    running,
                    quantile(between, 0.5),
                    quantile(between, 0.99),
                    between,
                    differences);
        }
    }

    private record Kind(String route, int status) {}

    private final Instant started = Instant.now();
    private final Map<Kind, LongAdder> requests = new ConcurrentHashMap<>();
    private final AtomicLongArray times = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder micros = new LongAdder();
    private final AtomicInteger running = new AtomicInteger();
    private volatile long lastDone = System.nanoTime();
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    public Metrics() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    public void begun() {
        running.incrementAndGet();
    }

    /** @param route one of a few names, never text from a request */
    public void done(String route, int status, long nanos) {
        lastDone = System.nanoTime();
        running.decrementAndGet();
        requests.computeIfAbsent(new Kind(route, status), _ -> new LongAdder()).increment();
        long took = nanos / 1_000;
        micros.add(took);
        int bucket = 0;
        while (bucket < BOUNDS.length && took > BOUNDS[bucket]) {
            bucket++;
        }
        times.incrementAndGet(bucket);
    }

    /** For how long nobody has been answered, in nanoseconds; 0 while somebody is. */
    public long quietNanos() {
        return running.get() > 0 ? 0 : System.nanoTime() - lastDone;
    }

    public void count(Count count) {
        add(count, 1);
    }

    public void add(Count count, long amount) {
        adder(count).add(amount);
    }

    private LongAdder adder(Count count) {
        return Objects.requireNonNull(counts.get(count));
    }

    public Snapshot snapshot() {
        long all = 0;
        long errors = 0;
        for (Map.Entry<Kind, LongAdder> entry : requests.entrySet()) {
            long sum = entry.getValue().sum();
            all += sum;
            errors += entry.getKey().status() >= 500 ? sum : 0;
        }
        Map<Count, Long> totals = new TreeMap<>();
        for (Count count : Count.values()) {
            totals.put(count, adder(count).sum());
        }
        List<Long> counted = new ArrayList<>();
        for (int i = 0; i < times.length(); i++) {
            counted.add(times.get(i));
        }
        return new Snapshot(
                Duration.between(started, Instant.now()),
                all,
                errors,
                running.get(),
                quantile(counted, 0.5),
                quantile(counted, 0.99),
                counted,
                totals);
    }

    /** The upper bound of the bucket that the quantile lies in. */
    private static long quantile(List<Long> times, double quantile) {
        long all = times.stream().mapToLong(Long::longValue).sum();
        long wanted = (long) Math.ceil(all * quantile);
        long seen = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            seen += times.get(i);
            if (seen >= wanted) {
                return all == 0 ? 0 : BOUNDS[i];
            }
        }
        return BOUNDS[BOUNDS.length - 1];
    }

    /** Everything in the text form that Prometheus reads. */
    public String prometheus() {
        StringBuilder text = new StringBuilder();
        text.append("# TYPE dx_registry_requests_total counter\n");
        requests.forEach((kind, count) -> text.append("dx_registry_requests_total{route=\"")
                .append(kind.route())
                .append("\",status=\"")
                .append(kind.status())
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        text.append("# TYPE dx_registry_request_seconds histogram\n");
        long seen = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            seen += times.get(i);
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i] / 1e6) : "+Inf";
            text.append("dx_registry_request_seconds_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(seen)
                    .append('\n');
        }
        text.append("dx_registry_request_seconds_sum ")
                .append(micros.sum() / 1e6)
                .append('\n');
        text.append("dx_registry_request_seconds_count ").append(seen).append('\n');
        for (Count count : Count.values()) {
            text.append("# TYPE ").append(count.series).append(" counter\n");
            text.append(count.series).append(' ').append(adder(count).sum()).append('\n');
        }
        text.append("# TYPE dx_registry_requests_running gauge\n");
        text.append("dx_registry_requests_running ").append(running.get()).append('\n');
        text.append("# TYPE dx_registry_uptime_seconds gauge\n");
        text.append("dx_registry_uptime_seconds ")
                .append(Duration.between(started, Instant.now()).toSeconds())
                .append('\n');
        return text.toString();
    }
}
