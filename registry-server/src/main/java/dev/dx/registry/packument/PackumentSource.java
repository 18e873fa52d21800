package dev.dx.registry.packument;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** What an origin says of a package, as it says it. It stays readable until it is closed, whatever becomes of the package. */
public interface PackumentSource extends Closeable {
    /** Changes with what it says. */
    String tag();

    /** In bytes. */
    long length();

    /** All of it, from its beginning, as often as it is asked for. */
    InputStream stream() throws IOException;

    /** What was found in it. */
    PackumentIndex index() throws IOException;
}
