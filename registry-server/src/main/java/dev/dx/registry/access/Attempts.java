package dev.dx.registry.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often somebody may try something: so many times at once, and then again as time goes by. For many threads. */
public final class Attempts {
    private static final int MOST_PEERS = 10_000;

    private final int most;
    private final long nanosForOne;
    private final Map<String, Double> left = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> seen = new LinkedHashMap<>();

    /**
     * @param most how many at once
     * @param perMinute how many more each minute
     */
    public Attempts(int most, int perMinute) {
        this.most = most;
        this.nanosForOne = 60_000_000_000L / perMinute;
    }

    /** Whether one more is allowed now; then it is counted. */
    public synchronized boolean take(String peer) {
        long now = System.nanoTime();
        double available = left.getOrDefault(peer, (double) most);
        Long last = seen.get(peer);
        if (last != null) {
            available = Math.min(most, available + (double) (now - last) / nanosForOne);
        }
        boolean allowed = available >= 1;
        left.put(peer, allowed ? available - 1 : available);
        seen.put(peer, now);
        if (left.size() > MOST_PEERS) {
            String oldest = left.keySet().iterator().next();
            left.remove(oldest);
            seen.remove(oldest);
        }
        return allowed;
    }
}
