package dev.dx.registry.upstream;

import dev.dx.registry.storage.Blob;
import java.io.InputStream;

/** An archive to be sent. */
public sealed interface Archive {
    /** One that is here; the reader closes it. */
    record Kept(Blob blob) implements Archive {}

    /**
     * One that is still on its way; the reader closes it.
     *
     * @param length -1 if the upstream did not say
     */
    record Arriving(InputStream stream, long length) implements Archive {}
}
