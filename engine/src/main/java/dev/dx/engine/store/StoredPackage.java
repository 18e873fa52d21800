package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.pack.FileTable;
import java.nio.file.Path;

/**
 * A package that stands in the store as files.
 *
 * @param integrity the sha512 of the archive it was verified as
 * @param folder the read-only folder that holds {@code files}
 */
public record StoredPackage(ContentRoot root, Integrity integrity, Path folder, FileTable files) {}
