package dev.dx.registry.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A blob in the making. Nobody sees it before it is kept, and closing it unkept leaves nothing. */
public interface Upload extends Closeable {
    OutputStream out();

    /** Gives what was written a key, unless it has one already; whether it was given. */
    boolean keep(String key) throws IOException;
}
