package dev.dx.registry.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Documents that were read lately. One is used again only if its file is still the same by its identity, length and time,
 * and was left alone for a while when it was read: within one tick of the file system's clock, two writes look alike.
 */
final class DocumentCache {
    private static final long MOST_BYTES = 64L << 20;
    private static final int LARGEST = 4 << 20;
    private static final long TICK_MILLIS = 2_000;

    private record Stamp(@Nullable Object file, long length, long modified) {}

    private record Remembered(Stamp stamp, Document document) {}

    private final Map<Path, Remembered> documents = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    @Nullable
    Document read(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return null;
            }
            Stamp stamp = new Stamp(
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis());
            Document known = find(path, stamp);
            if (known != null) {
                return known;
            }
            boolean settled = System.currentTimeMillis() - stamp.modified() > TICK_MILLIS;
            Document document = Document.owning(Files.readAllBytes(path));
            if (settled && document.length() == stamp.length() && document.length() <= LARGEST) {
                remember(path, new Remembered(stamp, document));
            }
            return document;
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private synchronized @Nullable Document find(Path path, Stamp stamp) {
        Remembered remembered = documents.get(path);
        return remembered != null && Objects.equals(remembered.stamp(), stamp) ? remembered.document() : null;
    }

    private synchronized void remember(Path path, Remembered remembered) {
        Remembered earlier = documents.put(path, remembered);
        bytes += remembered.document().length()
                - (earlier == null ? 0 : earlier.document().length());
        var oldest = documents.entrySet().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().getValue().document().length();
            oldest.remove();
        }
    }
}
