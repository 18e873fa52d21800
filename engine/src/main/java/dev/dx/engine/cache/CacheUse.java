package dev.dx.engine.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What caches did for one operation, or for several together.
 *
 * @param hits by what was asked for and where it was
 * @param knownAbsent how often the filter saved looking on disk
 * @param wronglyPassed how often it did not, though nothing was there
 * @param slowest what took longest to come over the network, that first
 * @param ahead what was asked for before anybody wanted it, and is in none of the others
 */
public record CacheUse(
        Map<Subject, Map<Tier, Hits>> hits, long knownAbsent, long wronglyPassed, List<Fetch> slowest, Ahead ahead) {
    public static final CacheUse NONE = new CacheUse(Map.of(), 0, 0, List.of());

    public CacheUse(Map<Subject, Map<Tier, Hits>> hits, long knownAbsent, long wronglyPassed, List<Fetch> slowest) {
        this(hits, knownAbsent, wronglyPassed, slowest, Ahead.NONE);
    }

    /**
     * Documents that came before anybody wanted them.
     *
     * @param used how many of them spared a question, or having the document sent
     */
    public record Ahead(long fetched, long bytes, long used) {
        public static final Ahead NONE = new Ahead(0, 0, 0);

        Ahead plus(Ahead other) {
            return new Ahead(fetched + other.fetched, bytes + other.bytes, used + other.used);
        }
    }

    /** The same with what came ahead. */
    public CacheUse with(Ahead came) {
        return new CacheUse(hits, knownAbsent, wronglyPassed, slowest, came);
    }

    private static final int KEPT_SLOWEST = 10;

    /** @param micros how long they took together, as several at once do */
    public record Hits(long count, long bytes, long micros) {
        static final Hits NONE = new Hits(0, 0, 0);

        Hits plus(Hits other) {
            return new Hits(count + other.count, bytes + other.bytes, micros + other.micros);
        }
    }

    /** Something that came over the network. */
    public record Fetch(Subject subject, String what, long bytes, long micros) {}

    public CacheUse {
        Map<Subject, Map<Tier, Hits>> copy = new EnumMap<>(Subject.class);
        hits.forEach((subject, tiers) -> copy.put(subject, Map.copyOf(tiers)));
        hits = Map.copyOf(copy);
        slowest = List.copyOf(slowest);
    }

    public Hits hits(Subject subject, Tier tier) {
        return hits.getOrDefault(subject, Map.of()).getOrDefault(tier, Hits.NONE);
    }

    /** Whether anything was asked for. */
    public boolean isEmpty() {
        return hits.values().stream().flatMap(tiers -> tiers.values().stream()).allMatch(hits -> hits.count() == 0);
    }

    /** The bytes that did not come over the network. */
    public long bytesSaved() {
        long saved = 0;
        for (Subject subject : Subject.values()) {
            saved += hits(subject, Tier.MEMORY).bytes()
                    + hits(subject, Tier.DISK).bytes();
        }
        return saved;
    }

    /** The share of keys that are not there which the filter let pass all the same; 0 if it was never asked for one. */
    public double falsePositives() {
        long absent = knownAbsent + wronglyPassed;
        return absent == 0 ? 0 : (double) wronglyPassed / absent;
    }

    public CacheUse plus(CacheUse other) {
        Map<Subject, Map<Tier, Hits>> sum = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            Map<Tier, Hits> tiers = new EnumMap<>(Tier.class);
            for (Tier tier : Tier.values()) {
                tiers.put(tier, hits(subject, tier).plus(other.hits(subject, tier)));
            }
            sum.put(subject, tiers);
        }
        List<Fetch> fetches = new ArrayList<>(slowest);
        fetches.addAll(other.slowest);
        fetches.sort(Comparator.comparingLong(Fetch::micros).reversed());
        return new CacheUse(
                sum,
                knownAbsent + other.knownAbsent,
                wronglyPassed + other.wronglyPassed,
                fetches.subList(0, Math.min(KEPT_SLOWEST, fetches.size())),
                ahead.plus(other.ahead));
    }
}
