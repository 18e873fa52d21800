package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.fuzz.FuzzFile;
import java.nio.file.Path;

/** Any bytes as the listing of a tree; every other time the checksum is put right. */
public final class TreeListingFuzzer {
    private static final FuzzFile FILE = new FuzzFile(".listing");

    private TreeListingFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Path file = FILE.holding(data.length > 0 && (data[0] & 1) != 0 ? data : TreeListingSubject.resealed(data));
        boolean legible = TreeListing.read(file) != null;
        try {
            TreeListing.dump(file);
            if (!legible) {
                throw new AssertionError("refused, and shown");
            }
        } catch (DxException refused) {
            FuzzFile.requireFormatCode(refused);
            if (legible) {
                throw new AssertionError("read, and refused", refused);
            }
        }
    }
}
