package dev.dx.engine.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.MutationSubject;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Damaged {@code .dxl} files. */
public final class BinaryLockSubject implements MutationSubject {
    @Override
    public List<byte[]> whole() {
        return List.of(
                BinaryLockWriter.encode(SmallGraph.graph(), LockSource.of("text".getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        if (sealed.length >= BinaryLockFormat.HEADER + Checksums.XXH128_LENGTH) {
            int end = sealed.length - Checksums.XXH128_LENGTH;
            for (int i = 0; i < 8; i++) {
                sealed[8 + i] = (byte) ((long) sealed.length >>> (8 * i));
            }
            System.arraycopy(Checksums.xxh128(sealed, 0, end), 0, sealed, end, Checksums.XXH128_LENGTH);
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Files.write(file, bytes);
        try (BinaryLock lock = BinaryLock.open(file)) {
            Graph graph = lock.toGraph();
            for (GraphNode node : graph.nodes()) {
                int found = lock.find(node.name(), node.version());
                if (!node.name().isEmpty() && (found < 0 || !lock.version(found).equals(node.version()))) {
                    throw new AssertionError(node + " is not found");
                }
            }
            lock.find("no such name");
            BinaryLockDump.lines(lock);
            return Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
        } catch (DxException refused) {
            lookUpAll(file);
            return MutationSubject.refused(refused);
        }
    }

    /** Where only the checksum was looked at, lookups have to bear what is there. */
    private static void lookUpAll(Path file) {
        try (BinaryLock lock = BinaryLock.open(file)) {
            for (int entry = 0; entry < lock.size(); entry++) {
                lock.find(lock.name(entry), lock.version(entry));
                lock.findId("base@2.0.0-β");
            }
        } catch (DxException refused) {
            MutationSubject.refused(refused);
        }
    }
}
