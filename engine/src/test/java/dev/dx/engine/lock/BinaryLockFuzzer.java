package dev.dx.engine.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.fuzz.FuzzFile;
import dev.dx.engine.graph.GraphNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

/** Any bytes as a {@code .dxl} file; the length and the checksum are put right, so that what lies behind them is reached. */
public final class BinaryLockFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".dxl");

    private BinaryLockFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Path file = FILE.holding(data.length > 0 && (data[0] & 1) == 0 ? data : sealed(data));
        try (BinaryLock lock = BinaryLock.open(file)) {
            for (GraphNode node : lock.toGraph().nodes()) {
                if (!node.name().isEmpty()
                        && (lock.find(node.name()) < 0 || lock.find(node.name(), node.version()) < 0)) {
                    throw new AssertionError(node + " is not found");
                }
            }
            Objects.requireNonNull(BinaryLockDump.lines(lock));
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
        }
    }

    private static byte[] sealed(byte[] data) {
        byte[] sealed = data.clone();
        if (sealed.length >= BinaryLockFormat.HEADER + Checksums.XXH128_LENGTH) {
            ByteBuffer bytes = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, 0x004c5844).putInt(4, 1).putLong(8, sealed.length);
            int end = sealed.length - Checksums.XXH128_LENGTH;
            bytes.put(end, Checksums.xxh128(sealed, 0, end));
        }
        return sealed;
    }
}
