package dev.dx.app.gui.registry;

import dev.dx.registry.activity.Metrics;

/**
 * What a registry did in one second or so.
 *
 * @param hitRate from 0 to 1; NaN if nothing was looked for in the cache
 */
record RegistrySample(
        double requests, double bytes, double p50Micros, double p99Micros, int connections, double hitRate) {
    /** @param done what happened in between */
    static RegistrySample of(Metrics.Snapshot done, int connections) {
        double seconds = Math.max(0.001, done.uptime().toNanos() / 1e9);
        long hits = done.count(Metrics.Count.CACHE_HITS);
        long asked = hits + done.count(Metrics.Count.CACHE_MISSES);
        return new RegistrySample(
                done.requests() / seconds,
                done.count(Metrics.Count.BYTES_SENT) / seconds,
                done.p50Micros(),
                done.p99Micros(),
                connections,
                asked == 0 ? Double.NaN : (double) hits / asked);
    }
}
