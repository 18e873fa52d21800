package dev.dx.registry.dxrp;

import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.wire.Item;
import dev.dx.registry.packument.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an install needs that begins with certain wishes. As a file, in big-endian order:
 *
 * <pre>
 * file    := "DXPR" version : u16, from : u64, until : u64, changes : u64
 *            count : u32 { name : utf, form : utf, origin : utf, state : utf, fingerprint : u64, length : u32, packument }
 *            count : u32 { name : utf, version : utf }
 *            checksum : u64
 * </pre>
 *
 * {@code utf} is as of {@link DataOutputStream#writeUTF}; an empty state is that of a package that does not exist; the
 * checksum is XXH3 of what is before it. A file that says anything else counts as absent.
 *
 * @param from together with {@code until} when the moment lies, in milliseconds since 1970, that versions must not be younger
 *     than for this to hold
 * @param changes when a packument says something else although its source does not
 * @param packs in the order in which they are wanted
 */
record Prediction(long from, long until, Instant changes, List<Told> told, List<PackageId> packs) {
    private static final int MAGIC = 0x44585052;
    private static final int VERSION = 1;
    private static final int CHECKSUM = 8;
    /** The largest file that is read. */
    static final int LARGEST = 64 << 20;

    /**
     * What is told of a package.
     *
     * @param state of the packument's source that this was made of; null if there was no such package
     * @param bytes the packument, or a part of it; nobody changes them
     */
    record Told(
            String name,
            Form form,
            Item.Origin origin,
            @Nullable String state,
            long fingerprint,
            ByteBuffer bytes) {}

    Prediction {
        told = List.copyOf(told);
        packs = List.copyOf(packs);
    }

    /** About what it takes in memory. */
    long size() {
        return told.stream().mapToLong(each -> each.bytes().remaining() + 200L).sum() + 100L * packs.size();
    }

    /** Whether it holds for who takes no version that is younger than this, as far as time alone says. */
    boolean suits(long cutoff, Instant now) {
        return from <= cutoff && cutoff < until && now.isBefore(changes);
    }

    byte[] encode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(LARGEST, size()));
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeLong(from);
        out.writeLong(until);
        out.writeLong(changes.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : changes.toEpochMilli());
        out.writeInt(told.size());
        for (Told each : told) {
            out.writeUTF(each.name());
            out.writeUTF(each.form().name());
            out.writeUTF(each.origin().name());
            out.writeUTF(each.state() == null ? "" : each.state());
            out.writeLong(each.fingerprint());
            out.writeInt(each.bytes().remaining());
            byte[] content = new byte[each.bytes().remaining()];
            each.bytes().duplicate().get(content);
            out.write(content);
        }
        out.writeInt(packs.size());
        for (PackageId id : packs) {
            out.writeUTF(id.name());
            out.writeUTF(id.version());
        }
        byte[] content = bytes.toByteArray();
        out.writeLong(Checksums.xxh3(content, 0, content.length));
        return bytes.toByteArray();
    }

    /** Null if that is not what the bytes hold. */
    static @Nullable Prediction decode(byte[] bytes) {
        int length = bytes.length - CHECKSUM;
        if (length < 0 || ByteBuffer.wrap(bytes).getLong(length) != Checksums.xxh3(bytes, 0, length)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length))) {
            if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
                return null;
            }
            long from = in.readLong();
            long until = in.readLong();
            Instant changes = Instant.ofEpochMilli(in.readLong());
            List<Told> told = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                String name = in.readUTF();
                Form form = Form.valueOf(in.readUTF());
                Item.Origin origin = Item.Origin.valueOf(in.readUTF());
                String state = in.readUTF();
                long fingerprint = in.readLong();
                byte[] content = in.readNBytes(in.readInt());
                told.add(new Told(
                        name, form, origin, state.isEmpty() ? null : state, fingerprint, ByteBuffer.wrap(content)));
            }
            List<PackageId> packs = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                packs.add(new PackageId(in.readUTF(), in.readUTF()));
            }
            return in.available() > 0 ? null : new Prediction(from, until, changes, told, packs);
        } catch (IOException | IllegalArgumentException | DateTimeException damaged) {
            return null;
        }
    }
}
