package dev.dx.engine.npm.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a registry says of one package, where that is 10 MB: {@code -Ddx.bench.options="-prof gc"} shows what is allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PackumentBenchmark {
    private static final String NAME = "large";

    private byte[] json = {};
    private byte[] compact = {};
    private String latest = "";

    @Setup
    public void generate() throws IOException {
        json = LargePackument.json(NAME, 10_000_000);
        Packument packument = fromJson();
        compact = packument.bytes();
        latest = packument.ordered(0);
        System.out.printf("%n# %,d bytes of JSON, kept as %,d%n", json.length, compact.length);
    }

    /** From the registry's answer to what is kept. */
    @Benchmark
    public Packument fromJson() throws IOException {
        return PackumentJson.read(new ByteArrayInputStream(json), NAME, "localhost", PackumentLimits.STANDARD);
    }

    /** From the cache to the manifest of one version. */
    @Benchmark
    public VersionManifest fromCache() {
        return Objects.requireNonNull(new Packument(compact).version(latest));
    }
}
