package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something in a store that is not as it should be.
 *
 * @param root of the package it is about; null where it is about none
 * @param where the file or folder
 * @param what is wrong with it, in the middle of a sentence
 */
public record StoreFinding(Kind kind, @Nullable ContentRoot root, Path where, String what) {
    /** What follows from it. */
    public enum Kind {
        /** An unpacked package has not the files it should have, and must not be installed. */
        BROKEN_PACKAGE,
        /** A pack does not hold the package it is named by. */
        BROKEN_PACK,
        /** A record of trust that cannot be read; its archive is fetched and verified again. */
        BROKEN_TRUST,
        /** The index cannot be read; it is made anew from the folders. */
        BROKEN_INDEX,
        /** Left by a process that died, or put there by somebody else; in nobody's way. */
        LEFTOVER
    }
}
