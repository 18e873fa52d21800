package dev.dx.registry.dxrp;

import dev.dx.registry.storage.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a part of an answer. */
sealed interface Body {
    long length();

    /** XXH3 of all of them. */
    long checksum();

    /** In memory. Nobody changes them. */
    record Bytes(ByteBuffer bytes, long checksum) implements Body {
        @Override
        public long length() {
            return bytes.remaining();
        }
    }

    /** In a file, which is opened when its turn comes. */
    record Stored(long length, long checksum, Opening opening) implements Body {}

    /** Opens what is to be sent. */
    @FunctionalInterface
    interface Opening {
        /** Null if it is gone. The caller closes it. */
        @Nullable
        Blob open() throws IOException;
    }
}
