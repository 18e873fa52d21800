package dev.dx.engine.npm.semver;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Versions and ranges as they stand in registries, a thousand different ones. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(SemverBenchmark.COUNT)
public class SemverBenchmark {
    static final int COUNT = 1000;

    private final String[] versionTexts = new String[COUNT];
    private final String[] rangeTexts = new String[COUNT];
    private final Map<String, Version> versions = new HashMap<>();
    private final Map<String, Range> ranges = new HashMap<>();

    @Setup
    public void generate() {
        Random random = new Random(1);
        for (int i = 0; i < COUNT; i++) {
            versionTexts[i] = version(random);
            rangeTexts[i] = range(random);
            versions.put(versionTexts[i], Objects.requireNonNull(Version.parse(versionTexts[i])));
            ranges.put(rangeTexts[i], Objects.requireNonNull(Range.parse(rangeTexts[i])));
        }
    }

    private static String version(Random random) {
        String release = random.nextInt(20) + "." + random.nextInt(30) + "." + random.nextInt(50);
        return random.nextInt(8) == 0 ? release + "-beta." + random.nextInt(10) : release;
    }

    private static String range(Random random) {
        String version = version(random);
        return switch (random.nextInt(10)) {
            case 0 -> "~" + version;
            case 1 -> ">=" + version;
            case 2 -> version;
            case 3 -> version + " || ^" + version(random);
            case 4 -> random.nextInt(20) + ".x";
            default -> "^" + version;
        };
    }

    @Benchmark
    public void parse(Blackhole parsed) {
        for (String text : versionTexts) {
            parsed.consume(Version.parse(text));
        }
    }

    @Benchmark
    public void parseRange(Blackhole parsed) {
        for (String text : rangeTexts) {
            parsed.consume(Range.parse(text));
        }
    }

    /** As a resolver asks: both texts have been seen before. */
    @Benchmark
    public int cachedSatisfies() {
        int satisfied = 0;
        for (int i = 0; i < COUNT; i++) {
            Range range = Objects.requireNonNull(ranges.get(rangeTexts[i]));
            Version version = Objects.requireNonNull(versions.get(versionTexts[i]));
            satisfied += range.satisfies(version) ? 1 : 0;
        }
        return satisfied;
    }

    @Benchmark
    public int uncachedSatisfies() {
        int satisfied = 0;
        for (int i = 0; i < COUNT; i++) {
            Range range = Objects.requireNonNull(Range.parse(rangeTexts[i]));
            Version version = Objects.requireNonNull(Version.parse(versionTexts[i]));
            satisfied += range.satisfies(version) ? 1 : 0;
        }
        return satisfied;
    }
}
