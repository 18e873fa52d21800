package dev.dx.engine.store;

/**
 * What the header of a tar entry says, extended headers applied.
 *
 * @param path as the archive has it, unchecked
 * @param size of the body that follows; 0 for a folder, whatever its header says
 */
record TarEntry(Kind kind, String path, long size, int mode) {
    enum Kind {
        FILE,
        FOLDER,
        /** A hard or symbolic link. */
        LINK,
        /** A device, a pipe, or something a vendor made up. */
        OTHER
    }
}
