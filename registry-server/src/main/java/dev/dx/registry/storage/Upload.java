package dev.dx.registry.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A blob in the making. Nobody sees it before it is kept, and closing it unkept leaves nothing. */
public interface Upload extends Closeable {
    OutputStream out();

    /** Reads of what was written so far, from a place on; how many bytes, or -1 if there are none yet. */
    int read(byte[] target, int offset, int count, long from) throws IOException;

    /**
     * Gives what was written a key, unless it has one already; whether it was given. What was
     * written can be read on. */
    boolean keep(String key) throws IOException;
}
