package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.MutationSubject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** Damaged records of trust: those are as good as none. */
public final class TrustSubject implements MutationSubject {
    private static final byte[] DIGEST = new byte[64];

    @Override
    public List<byte[]> whole() {
        byte[] root = new byte[ContentRoot.LENGTH];
        Arrays.fill(root, (byte) 7);
        return List.of(new TrustRecord(
                        ContentRoot.of(root), Integrity.of(Algorithm.SHA512, DIGEST), new PackageId("p", "1.0.0"))
                .encode(Base64.getEncoder().encodeToString(DIGEST)));
    }

    @Override
    public byte[] sealed(byte[] damaged) {
        byte[] sealed = damaged.clone();
        int end = sealed.length - 4;
        if (end >= 0) {
            CRC32C crc = new CRC32C();
            crc.update(sealed, 0, end);
            crc.update(DIGEST);
            ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).putInt(end, (int) crc.getValue());
        }
        return sealed;
    }

    @Override
    public Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException {
        Path named = file.resolveSibling(HexFormat.of().formatHex(DIGEST));
        Files.write(named, bytes);
        try {
            TrustRecordDump.lines(named);
            return Arrays.equals(bytes, whole) ? Outcome.SAME : Outcome.OTHER;
        } catch (DxException refused) {
            return MutationSubject.refused(refused);
        } finally {
            Files.delete(named);
        }
    }
}
