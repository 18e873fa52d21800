package dev.dx.registry.dxrp;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;

/**
 * A package that is here as a pack.
 *
 * @param integrity SRI strings, with spaces between them, of the archive it was made of
 * @param checksum XXH3 of the pack
 */
public record ServedPack(PackageId id, ContentRoot root, String integrity, long length, long checksum) {}
