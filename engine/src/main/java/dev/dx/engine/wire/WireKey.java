package dev.dx.engine.wire;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Blake3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a package is asked for by: the first 128 bits of the BLAKE3 of {@code name@version}, or of its root, which is a BLAKE3
 * itself.
 *
 * @param first the first eight bytes, little-endian; {@code second} the next
 */
public record WireKey(long first, long second) {
    public static final int LENGTH = 16;
    public static final WireKey NONE = new WireKey(0, 0);

    public static WireKey of(PackageId id) {
        return of(Blake3.hash(id.toString().getBytes(StandardCharsets.UTF_8)));
    }

    public static WireKey of(ContentRoot root) {
        return of(root.bytes());
    }

    /** The first sixteen of the bytes. */
    static WireKey of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new WireKey(in.getLong(), in.getLong());
    }
}
