package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.PackageId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Takes archives into a store, and looks at what came of it. */
final class Archives {
    static final PackageId ID = new PackageId("left-pad", "1.3.0");

    private Archives() {}

    record Taken(StoredPackage stored, List<String> warnings) {}

    static Taken take(Store store, byte[] archive) {
        List<String> warnings = new ArrayList<>();
        StoredPackage stored = store.unpack(ID, sha512(archive), new ByteArrayInputStream(archive), warnings::add);
        return new Taken(stored, warnings);
    }

    /** Asserts that an archive is refused with a code, and that nothing is left of it below {@code surroundings}. */
    static DxException assertRefused(ErrorCode code, Store store, byte[] archive, Path surroundings)
            throws IOException {
        List<Path> before = filesIn(surroundings);
        DxException refusal = Assertions.assertThrows(DxException.class, () -> take(store, archive));
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertEquals(before, filesIn(surroundings), refusal.getMessage());
        return refusal;
    }

    static Integrity sha512(byte[] bytes) {
        return integrity(Algorithm.SHA512, bytes);
    }

    static Integrity integrity(Algorithm algorithm, byte[] bytes) {
        try {
            return Integrity.of(
                    algorithm, MessageDigest.getInstance(algorithm.jcaName()).digest(bytes));
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    /** Path and content of every file below a folder. */
    static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : filesIn(folder)) {
            contents.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
        return contents;
    }

    /** Every file and link below a folder. */
    static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !Files.isDirectory(path)).sorted().toList();
        }
    }
}
