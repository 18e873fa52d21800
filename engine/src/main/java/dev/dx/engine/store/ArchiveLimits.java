package dev.dx.engine.store;

/**
 * How far an archive may expand. Each is far beyond what any real package needs, and near enough that an archive made
 * to fill a disk is noticed early.
 *
 * @param compressedBytes of the archive itself
 * @param inflatedBytes of everything in it, headers included
 * @param ratio inflated bytes per compressed byte, once {@code ratioFrom} bytes are inflated; honest text stays below 30
 * @param entries of every kind
 * @param pathBytes of one path in UTF-8, before anything is stripped
 * @param pathDepth folders and the name itself, after the first folder is stripped
 * @param nameBytes of one part of a path in UTF-8: what file systems allow
 * @param metadataBytes of one extended header or long name
 * @param allPathBytes of all paths together, since they are kept in memory
 */
record ArchiveLimits(
        long compressedBytes,
        long inflatedBytes,
        int ratio,
        long ratioFrom,
        int entries,
        int pathBytes,
        int pathDepth,
        int nameBytes,
        int metadataBytes,
        long allPathBytes) {
    static final ArchiveLimits PACKAGE =
            new ArchiveLimits(2L << 30, 8L << 30, 250, 64L << 20, 250_000, 1024, 128, 255, 1 << 20, 64L << 20);
}
