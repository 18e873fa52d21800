package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import java.util.Arrays;

/** That an archive was verified here. */
final class IndexedArchive {
    private final byte[] digest;
    private final byte[] sha512;
    private final ContentRoot root;

    IndexedArchive(byte[] digest, byte[] sha512, ContentRoot root) {
        this.digest = digest;
        this.sha512 = sha512;
        this.root = root;
    }

    /** Of the archive, in the algorithm its length tells; not to be changed. */
    byte[] digest() {
        return digest;
    }

    /** Of the same archive; not to be changed. */
    byte[] sha512() {
        return sha512;
    }

    /** Of the package that was in it. */
    ContentRoot root() {
        return root;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexedArchive that
                && Arrays.equals(digest, that.digest)
                && Arrays.equals(sha512, that.sha512)
                && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
