package dev.dx.engine.wire;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.FormatFault;
import java.lang.foreign.MemorySegment;

/** Reads a payload, all of it. */
final class MessageReader {
    private final BoundedReader in;
    private final FormatFault fault;

    MessageReader(byte[] payload, FormatFault fault) {
        this.in = new BoundedReader(MemorySegment.ofArray(payload), fault);
        this.fault = fault;
    }

    int u8() {
        return in.u8();
    }

    /** A number below the limit. */
    int u8(int limit, String what) {
        int value = in.u8();
        if (value >= limit) {
            throw fault.corrupt(what + " " + value);
        }
        return value;
    }

    long u32() {
        return in.u32();
    }

    long u64() {
        return in.u64();
    }

    long u64(long limit, String what) {
        return in.u64(limit, what);
    }

    byte[] bytes(int length) {
        return in.copy(length);
    }

    /** How many things of at least so many bytes follow. */
    int count(int most, int shortest, String what) {
        int count = in.count(most, what);
        if ((long) count * shortest > in.remaining()) {
            throw fault.truncated();
        }
        return count;
    }

    String text(String what) {
        int length = in.u16();
        if (length > WireFormat.MAX_TEXT) {
            throw fault.corrupt(what + " of " + length + " bytes");
        }
        return in.text(length, what);
    }

    PackageId id() {
        String name = text("a name");
        String version = text("a version");
        try {
            return new PackageId(name, version);
        } catch (IllegalArgumentException none) {
            throw fault.corrupt("a name or version that is none");
        }
    }

    DxException corrupt(String why) {
        return fault.corrupt(why);
    }

    void finish() {
        if (in.remaining() > 0) {
            throw fault.corrupt(in.remaining() + " bytes too many");
        }
    }
}
