package dev.dx.engine.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates an archive as it arrives: members of a gzip file one after the other, what follows the last of them ignored;
 * bytes that are no gzip file as they are. So do the tools that packages are published for.
 */
final class Gunzip {
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATED = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private enum State {
        START,
        WHOLE,
        MEMBER,
        PLAIN,
        END
    }

    private final String archive;
    private final ArchiveSource in;
    private final ArchiveLimits limits;
    private final Inflater inflater;
    private final @Nullable WholeInflation quick;
    private ByteBuffer whole = ByteBuffer.allocate(0);
    private final CRC32 crc = new CRC32();
    private State state = State.START;
    private long count;

    /**
     * @param inflater one without header, in its first state
     * @param quick for what is no more than it can hold; null for nothing
     */
    Gunzip(String archive, ArchiveSource in, ArchiveLimits limits, Inflater inflater, @Nullable WholeInflation quick) {
        this.archive = archive;
        this.in = in;
        this.limits = limits;
        this.inflater = inflater;
        this.quick = quick;
    }

    /** Reads at least one byte; -1 at the end. */
    int read(byte[] bytes, int offset, int length) {
        int read = 0;
        while (read == 0) {
            switch (state) {
                case START -> start();
                case WHOLE -> read = give(bytes, offset, length);
                case MEMBER -> read = inflate(bytes, offset, length);
                case PLAIN -> read = copy(bytes, offset, length);
                case END -> {
                    return -1;
                }
            }
        }
        count += read;
        if (count > limits.inflatedBytes()) {
            throw Refusal.limit(archive, "expands to more than " + limits.inflatedBytes() + " bytes");
        }
        if (count > limits.ratioFrom() && count / limits.ratio() > in.count()) {
            throw Refusal.limit(archive, "expands to more than " + limits.ratio() + " times its size");
        }
        return read;
    }

    private int give(byte[] bytes, int offset, int length) {
        int given = Math.min(length, whole.remaining());
        whole.get(bytes, offset, given);
        if (!whole.hasRemaining()) {
            state = State.END;
        }
        return given;
    }

    private void start() {
        ByteBuffer all = quick == null ? null : quick.inflate(in);
        if (all != null) {
            whole = all;
            state = State.WHOLE;
            return;
        }
        if (in.position == in.limit && !in.fill()) {
            throw Refusal.corrupt(archive, "an empty archive");
        }
        if ((in.buffer[in.position] & 0xff) != MAGIC_1) {
            state = State.PLAIN;
            return;
        }
        in.next();
        if (in.next() != MAGIC_2) {
            throw Refusal.corrupt(archive, "neither a gzip file nor a tar file");
        }
        header();
        state = State.MEMBER;
    }

    private int copy(byte[] bytes, int offset, int length) {
        if (in.position == in.limit && !in.fill()) {
            state = State.END;
            return 0;
        }
        int taken = Math.min(length, in.limit - in.position);
        System.arraycopy(in.buffer, in.position, bytes, offset, taken);
        in.position += taken;
        return taken;
    }

    private int inflate(byte[] bytes, int offset, int length) {
        try {
            if (inflater.needsInput()) {
                if (in.position == in.limit && !in.fill()) {
                    throw cutOff();
                }
                inflater.setInput(in.buffer, in.position, in.limit - in.position);
                in.position = in.limit;
            }
            int read = inflater.inflate(bytes, offset, length);
            crc.update(bytes, offset, read);
            if (inflater.finished()) {
                in.position = in.limit - inflater.getRemaining();
                trailer();
                next();
            } else if (read == 0 && inflater.needsDictionary()) {
                throw Refusal.corrupt(archive, "a gzip file that wants a dictionary");
            }
            return read;
        } catch (DataFormatException wrong) {
            throw Refusal.corrupt(archive, "not a well-formed gzip file: " + wrong.getMessage());
        }
    }

    private void trailer() {
        long expected = little(4);
        long size = little(4);
        if (expected != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw Refusal.corrupt(archive, "the checksum of its gzip file is wrong");
        }
    }

    private void next() {
        inflater.reset();
        crc.reset();
        if (in.next() == MAGIC_1 && in.next() == MAGIC_2) {
            header();
        } else {
            state = State.END;
        }
    }

    private void header() {
        int method = in.next();
        int flags = in.next();
        little(6);
        if (method != DEFLATED || (flags & RESERVED) != 0) {
            throw Refusal.corrupt(archive, "a gzip file of an unknown kind");
        }
        if ((flags & EXTRA) != 0) {
            for (long left = little(2); left > 0; left--) {
                required();
            }
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            little(2);
        }
    }

    private void skipText() {
        while (required() != 0) {}
    }

    private long little(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) required() << (8 * i);
        }
        return value;
    }

    private int required() {
        int next = in.next();
        if (next < 0) {
            throw cutOff();
        }
        return next;
    }

    private RuntimeException cutOff() {
        return Refusal.corrupt(archive, "the archive is cut off");
    }
}
