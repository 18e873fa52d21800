package dev.dx.engine.npm.registry;

import dev.dx.engine.fuzz.FuzzFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Any bytes as a file in the cache of packuments; every other time the checksum is put right. */
public final class PackumentCacheFuzzer {
    private static final String KEY = "k";
    private static final Path FOLDER = new FuzzFile("").folder();

    private PackumentCacheFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] bytes = data.clone();
        if (bytes.length > 4 && (bytes[bytes.length - 1] & 1) == 0) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length - 4);
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            String hex = HexFormat.of().formatHex(digest, 0, 20);
            Path file = FOLDER.resolve(hex.substring(0, 2)).resolve(hex.substring(2) + ".dxpm");
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        PackumentCache.Entry entry = new PackumentCache(FOLDER).read(KEY);
        if (entry != null) {
            PackumentFuzzer.fuzzerTestOneInput(entry.packument().bytes());
        }
    }
}
