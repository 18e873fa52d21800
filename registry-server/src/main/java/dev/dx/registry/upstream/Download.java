package dev.dx.registry.upstream;

import dev.dx.registry.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An archive while it arrives. Any number of readers follow it from its first byte; its last byte is held back until all
 * of it has hashed to what was promised, so that nobody takes a wrong archive for a whole one.
 */
final class Download {
    private final Upload upload;
    private final long length;
    private long written;
    private boolean done;
    private int readers;

    private @Nullable String failure;

    /** @param length as announced, or -1 */
    Download(Upload upload, long length) {
        this.upload = upload;
        this.length = length;
    }

    long length() {
        return length;
    }

    void write(byte[] bytes, int count) throws IOException {
        upload.out().write(bytes, 0, count);
        synchronized (this) {
            written += count;
            notifyAll();
        }
    }

    /** Gives it its key, and lets readers have all of it. */
    void keep(String key) throws IOException {
        upload.keep(key);
        synchronized (this) {
            done = true;
            notifyAll();
            closeIfUnused();
        }
    }

    synchronized void fail(String why) {
        if (!done) {
            done = true;
            failure = why;
            notifyAll();
            closeIfUnused();
        }
    }

    /** A reader from the first byte on; null if it is over and gone. */
    synchronized @Nullable InputStream open() {
        if (done && readers == 0) {
            return null;
        }
        readers++;
        return new Reader();
    }

    private synchronized long awaitBeyond(long position) throws IOException {
        try {
            while (!done && written - 1 <= position) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) {
            throw new IOException(failure);
        }
        return done ? written : written - 1;
    }

    private synchronized void leave() {
        readers--;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (done && readers == 0) {
            try {
                upload.close();
            } catch (IOException unimportant) {
                // The name in the temporary folder goes when the storage is opened next.
            }
        }
    }

    private final class Reader extends InputStream {
        private long position;
        private boolean closed;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            long end = awaitBeyond(position);
            int most = (int) Math.min(count, end - position);
            if (most <= 0) {
                return -1;
            }
            int got = upload.read(target, offset, most, position);
            position += Math.max(0, got);
            return got;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave();
            }
        }
    }
}
