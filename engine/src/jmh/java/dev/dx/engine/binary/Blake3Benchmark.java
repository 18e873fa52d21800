package dev.dx.engine.binary;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The same bytes through every way of hashing, on one core: one large buffer, or many small files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Blake3Benchmark {
    /** Files of how many bytes, times how many of them. */
    @Param({"67108864x1", "4096x10000"})
    public String files = "";

    private byte[] bytes = {};
    private int[] offsets = {};
    private int[] lengths = {};

    @Setup
    public void fill() {
        int x = files.indexOf('x');
        int length = Integer.parseInt(files.substring(0, x));
        int count = Integer.parseInt(files.substring(x + 1));
        bytes = new byte[Math.multiplyExact(length, count)];
        new Random(1).nextBytes(bytes);
        offsets = new int[count];
        lengths = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = i * length;
            lengths[i] = length;
        }
    }

    @Benchmark
    public byte[] blake3() {
        return Blake3.hashAll(bytes, offsets, lengths, offsets.length);
    }

    /** As for bytes that come in pieces; for small files one by one. */
    @Benchmark
    public void blake3OneByOne(Blackhole hashes) {
        for (int i = 0; i < offsets.length; i++) {
            hashes.consume(Blake3.hash(bytes, offsets[i], lengths[i]));
        }
    }

    @Benchmark
    public void commonsCodecBlake3(Blackhole hashes) {
        byte[] hash = new byte[Blake3.LENGTH];
        for (int i = 0; i < offsets.length; i++) {
            org.apache.commons.codec.digest.Blake3.initHash()
                    .update(bytes, offsets[i], lengths[i])
                    .doFinalize(hash);
            hashes.consume(hash);
        }
    }

    @Benchmark
    public void sha256(Blackhole hashes) throws NoSuchAlgorithmException {
        digest("SHA-256", hashes);
    }

    @Benchmark
    public void sha512(Blackhole hashes) throws NoSuchAlgorithmException {
        digest("SHA-512", hashes);
    }

    private void digest(String algorithm, Blackhole hashes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        for (int i = 0; i < offsets.length; i++) {
            digest.update(bytes, offsets[i], lengths[i]);
            hashes.consume(digest.digest());
        }
    }
}
