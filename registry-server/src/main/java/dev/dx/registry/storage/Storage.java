package dev.dx.registry.storage;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents and blobs by key. A key is one or more parts with a slash between them; a part is any text that is not empty.
 * Whatever two writers do at once, one is first: of those who wrote on a condition that only one of them could meet, one
 * is told so.
 */
public interface Storage {
    /** The document as it is now; null if there is none. */
    @Nullable
    Document document(String key) throws IOException;

    /**
     * Writes a document if the condition holds at that moment, and returns what it is now; null if it does not hold, and
     * then nothing has changed.
     */
    @Nullable
    Document put(String key, byte[] content, Condition condition) throws IOException;

    /** Removes a document if the condition holds at that moment; whether it held. */
    boolean remove(String key, Condition condition) throws IOException;

    /** Opens a blob; null if there is none. The caller closes it. */
    @Nullable
    Blob blob(String key) throws IOException;

    /** Begins a blob that has no key yet. */
    Upload upload() throws IOException;

    /** Removes a blob, if it is there. Whoever has it open reads on. */
    void removeBlob(String key) throws IOException;

    /** Says that a blob was of use just now. */
    void touch(String key) throws IOException;

    /** The documents and blobs whose keys begin with so many whole parts, in no order; what changes meanwhile may be missed. */
    List<Entry> list(String prefix) throws IOException;

    /**
     * What a listing says of a document or blob.
     *
     * @param modified when it was written or last of use, in milliseconds since 1970
     */
    record Entry(String key, long length, long modified) {}
}
