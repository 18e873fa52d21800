package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The registry protocol. All numbers are little-endian and unsigned. A client sends requests:
 *
 * <pre>
 * request := header payload
 *   0  magic     4   44 58 52 50, "DXRP"
 *   4  version   1   1
 *   5  op        1   {@link Op}, from 1
 *   6  flags     2   bit 0: the full form of a packument; the others 0
 *   8  id        4   another one for each request that is being answered
 *  12  length    4   of the payload, at most {@link #MAX_REQUEST}
 *  16  key       16  {@link WireKey} of a PACK; of a META the fingerprint of what is known already, 8 bytes, and zeros
 *  32  payload
 * </pre>
 *
 * The server sends frames, those of different answers between each other; those of one answer in order:
 *
 * <pre>
 * answer  := WHOLE | { part } LAST
 * part    := HEAD { DATA } END | WHOLE
 * LAST    := a WHOLE or END with the flag
 * frame   := header payload
 *   0  magic     4   44 58 52 50
 *   4  version   1   1
 *   5  status    1   {@link Status}
 *   6  flags     2   bits 0 and 1: 0 WHOLE, 1 HEAD, 2 DATA, 3 END; bit 2: the answer's last frame; the others 0
 *   8  id        4   of the request
 *  12  item      4   which part of the answer, from 0
 *  16  length    8   of the payload: HEAD at most {@link #MAX_HEAD}, DATA {@link #MAX_DATA}, WHOLE {@link #MAX_WHOLE}, END 0
 *  24  checksum  8   XXH3: of an END that of the bytes of all DATA of its part, of others 0
 *  32  payload       of a HEAD an {@link Item} that says what follows; of a WHOLE as the op says; words where the status is no success
 * </pre>
 *
 * A text is its length in two bytes and so many bytes of UTF-8. Whoever receives anything else ends the connection; a server
 * that gets a request of another version says so first, in a WHOLE of its own version.
 */
public final class WireFormat {
    public static final int HEADER = 32;
    public static final int VERSION = 1;
    public static final int MAX_REQUEST = 1 << 20;
    public static final int MAX_HEAD = 16 << 10;
    public static final int MAX_DATA = 4 << 20;
    public static final int MAX_WHOLE = 16 << 20;
    /** Of a packument or pack that is sent in parts. */
    public static final long MAX_PART = 4L << 30;

    public static final int MAX_TEXT = 4096;

    private static final int MAGIC = 0x50525844;
    private static final int FULL = 1;
    private static final int LAST = 4;
    private static final FrameHeader.Kind[] KINDS = FrameHeader.Kind.values();

    private WireFormat() {}

    /** What is wrong with what came from somebody. */
    public static FormatFault fault(String peer) {
        return new FormatFault(peer + ": DXRP", "Check that this is a DXRP registry of this version.");
    }

    public static byte[] encode(RequestHeader header) {
        ByteBuffer out = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put((byte) VERSION).put((byte) header.op().number());
        out.putShort((short) (header.form() == RequestHeader.Form.FULL ? FULL : 0));
        out.putInt(header.id()).putInt(header.length());
        return out.putLong(header.key().first()).putLong(header.key().second()).array();
    }

    /** @param bytes the 32 of a request's header */
    public static RequestHeader request(byte[] bytes, FormatFault fault) {
        ByteBuffer in = checked(bytes, fault);
        int number = in.get() & 0xff;
        Op op = Op.of(number);
        if (op == null) {
            throw fault.corrupt("op " + number);
        }
        int flags = in.getShort() & 0xffff;
        if ((flags & ~FULL) != 0) {
            throw fault.corrupt("flags " + flags);
        }
        int id = in.getInt();
        int length = in.getInt();
        if (length < 0 || length > MAX_REQUEST) {
            throw fault.corrupt("a request of " + Integer.toUnsignedString(length) + " bytes");
        }
        RequestHeader.Form form = flags == FULL ? RequestHeader.Form.FULL : RequestHeader.Form.ABBREVIATED;
        return new RequestHeader(op, form, id, length, new WireKey(in.getLong(), in.getLong()));
    }

    public static byte[] encode(FrameHeader header) {
        ByteBuffer out = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        encode(header, out);
        return out.array();
    }

    /** @param out of which the next 32 bytes are written */
    public static void encode(FrameHeader header, ByteBuffer out) {
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC).put((byte) VERSION).put((byte)
                header.status().number());
        out.putShort((short) (header.kind().number() | (header.isLast() ? LAST : 0)));
        out.putInt(header.id()).putInt(header.item()).putLong(header.length()).putLong(header.checksum());
    }

    /** @param bytes the 32 of a frame's header */
    public static FrameHeader frame(byte[] bytes, FormatFault fault) {
        ByteBuffer in = checked(bytes, fault);
        int number = in.get() & 0xff;
        Status status = Status.of(number);
        if (status == null) {
            throw fault.corrupt("status " + number);
        }
        int flags = in.getShort() & 0xffff;
        if (flags > (LAST | 3)) {
            throw fault.corrupt("flags " + flags);
        }
        FrameHeader.Kind kind = KINDS[flags & 3];
        int id = in.getInt();
        int item = in.getInt();
        long length = in.getLong();
        if (length < 0 || length > kind.longest()) {
            throw fault.corrupt("a frame of " + Long.toUnsignedString(length) + " bytes");
        }
        boolean isLast = (flags & LAST) != 0;
        boolean isInside = kind == FrameHeader.Kind.HEAD || kind == FrameHeader.Kind.DATA;
        if (isInside && (isLast || status != Status.OK)) {
            throw fault.corrupt("a frame that cannot be where it is");
        }
        return new FrameHeader(status, kind, isLast, id, item, (int) length, in.getLong());
    }

    /**
     * Which version a header is of, whatever else is in it: magic, version and id stand where they stand in all of them. -1
     * if it is no header of DXRP's.
     */
    public static int version(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.length == HEADER && in.getInt() == MAGIC ? in.get() & 0xff : -1;
    }

    /** Whether so many bytes may be the beginning of a header. */
    public static boolean begins(byte[] bytes, int length) {
        byte[] magic = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .array();
        int compared = Math.min(length, magic.length);
        return Arrays.equals(bytes, 0, compared, magic, 0, compared);
    }

    /** The id in a header of any version. */
    public static int id(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    private static ByteBuffer checked(byte[] bytes, FormatFault fault) {
        if (bytes.length != HEADER) {
            throw fault.truncated();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != MAGIC) {
            throw fault.corrupt("what came is something else");
        }
        int version = in.get() & 0xff;
        if (version > VERSION) {
            throw fault.tooNew("version " + version);
        }
        if (version != VERSION) {
            throw fault.corrupt("version " + version);
        }
        return in;
    }
}
