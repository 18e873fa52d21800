package dev.dx.registry.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A blob that is open for reading; it stays readable when its key is given up meanwhile. */
public interface Blob extends Closeable {
    long length();

    /** When it was written or last of use, in milliseconds since 1970. */
    long modified();

    /** Its bytes from a place on; closing the stream leaves the blob open. */
    InputStream stream(long from) throws IOException;

    /** The file it is; null where it is none. Closed with the blob. */
    @Nullable
    FileChannel file();
}
