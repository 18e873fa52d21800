package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.MutationSubject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Damaged files of the cache of packuments: those are as good as none, and what reads them for people says why. */
public final class PackumentCacheSubject implements MutationSubject {
    private static final String KEY = "https://registry.example/p";

    private static final String JSON = """
        {"name": "p", "modified": "2020-01-01T00:00:00.000Z", "dist-tags": {"latest": "1.1.0", "next": "2.0.0-rc.1"},
         "versions": {
          "1.0.0": {"dependencies": {"a": "^1"}, "dist": {"tarball": "https://registry.example/p/-/p-1.0.0.tgz"}},
          "1.1.0": {"engines": {"node": ">=10"}, "dist": {"shasum": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
          "2.0.0-rc.1": {"bin": "x.js", "os": ["linux"], "dist": {}}}}
        """;

    @Override
    public List<byte[]> whole() throws IOException {
        Path folder = Files.createTempDirectory("packuments");
        Packument packument = PackumentJson.read(
                new ByteArrayInputStream(JSON.getBytes(StandardCharsets.UTF_8)),
                "p",
                "localhost",
                PackumentLimits.STANDARD);
        new PackumentCache(folder)
                .write(KEY, packument, new PackumentCache.Freshness("etag", null, Duration.ofMinutes(5), false));
        try (Stream<Path> files = Files.walk(folder)) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            return List.of(bytes);
        }
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        if (sealed.length > 4) {
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, sealed.length - 4);
            ByteBuffer.wrap(sealed).putInt(sealed.length - 4, (int) crc.getValue());
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Files.write(file, bytes);
        Outcome outcome;
        try {
            PackumentDump.lines(file);
            outcome = Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
        } catch (DxException refused) {
            outcome = MutationSubject.refused(refused);
        }
        return outcome;
    }
}
