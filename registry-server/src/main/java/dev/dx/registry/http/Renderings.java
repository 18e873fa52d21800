package dev.dx.registry.http;

import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Packuments as they are sent, made once for all who ask until they change: small ones are held, large ones lie in the
 * cache. For any number of threads.
 */
final class Renderings {
    private static final long MOST_BYTES = 96L << 20;
    private static final int MOST_KEPT = 100_000;
    private static final int SMALL = 1 << 10;
    /** From so many bytes on they are not held in memory. */
    private static final long LARGE = 2L << 20;

    private static final int BUFFER = 1 << 15;
    /** Its last line, which says what went before: a blob that ends otherwise is not whole. */
    private static final int TRAILER = 64;

    private record Key(String name, Form form, String base) {}

    private final Catalogue catalogue;
    private final Storage cache;
    /** Changes with what the answers are made by besides their source. */
    private final String policy;

    private final Map<Key, Rendering> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock[] making = new ReentrantLock[64];
    private final Semaphore atOnce = new Semaphore(4);
    private long bytes;

    /** @param cache where whatever is there may be lost */
    Renderings(Catalogue catalogue, Storage cache) {
        this.catalogue = catalogue;
        this.cache = cache;
        this.policy = catalogue.policy();
        for (int i = 0; i < making.length; i++) {
            making[i] = new ReentrantLock();
        }
    }

    /**
     * Null if there is no such package any more.
     *
     * @param state what the catalogue says it is in
     */
    @Nullable
    Rendering of(String name, Form form, String base, String state) throws IOException {
        Key key = new Key(name, form, base);
        Rendering known = find(key, state);
        if (known != null) {
            return known;
        }
        ReentrantLock lock = making[Math.floorMod(key.hashCode(), making.length)];
        lock.lock();
        try {
            Rendering made = find(key, state);
            if (made != null) {
                return made;
            }
            made = fromCache(key, state);
            if (made == null) {
                made = make(key);
            }
            if (made != null) {
                keep(key, made);
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets one whose bytes are gone. */
    synchronized void forget(String name, Form form, String base) {
        Rendering gone = kept.remove(new Key(name, form, base));
        bytes -= gone == null ? 0 : gone.size();
    }

    private @Nullable Rendering make(Key key) throws IOException {
        atOnce.acquireUninterruptibly();
        try (PackumentView view = catalogue.packument(key.name(), key.form())) {
            if (view == null) {
                return null;
            }
            return view.length() < LARGE || !view.changes().equals(Instant.MAX) ? held(key, view) : written(key, view);
        } finally {
            atOnce.release();
        }
    }

    private static Rendering held(Key key, PackumentView view) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream((int) Math.min(LARGE, view.length() / 4 + SMALL));
        Packing packing = new Packing(packed);
        try (OutputStream out = packing.buffered()) {
            view.write(key.form(), key.base(), out);
        }
        Rendering.Body body = new Rendering.Body.Packed(packed.toByteArray());
        if (packing.length < SMALL) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream(SMALL);
            view.write(key.form(), key.base(), plain);
            body = new Rendering.Body.Plain(plain.toByteArray());
        }
        return new Rendering(view.tag(), view.changes(), etag(packing.hash()), packing.length, body);
    }

    private Rendering written(Key key, PackumentView view) throws IOException {
        try (Upload upload = cache.upload()) {
            Packing packing = new Packing(upload.out());
            try (OutputStream out = packing.buffered()) {
                view.write(key.form(), key.base(), out);
            }
            String hash = packing.hash();
            upload.out()
                    .write(String.format(Locale.ROOT, "\n%s %016x DXR1%8s\n", hash, packing.length, "")
                            .getBytes(StandardCharsets.US_ASCII));
            String folder = folder(key);
            String name = folder + "/" + file(key, view.tag());
            for (Storage.Entry entry : cache.list(folder)) {
                if (!entry.key().startsWith(folder + "/" + view.tag())
                        || entry.key().equals(name)) {
                    cache.removeBlob(entry.key());
                }
            }
            upload.keep(name);
            long length = length(name);
            return new Rendering(
                    view.tag(),
                    Instant.MAX,
                    etag(hash),
                    packing.length,
                    new Rendering.Body.Kept(name, length - TRAILER));
        }
    }

    private long length(String blob) throws IOException {
        try (Blob written = cache.blob(blob)) {
            return written == null ? TRAILER : written.length();
        }
    }

    private String folder(Key key) {
        return "rendered/" + key.form().name().toLowerCase(Locale.ROOT) + "/" + key.name();
    }

    private String file(Key key, String state) {
        MessageDigest digest = digest();
        digest.update((policy + "\n" + key.base()).getBytes(StandardCharsets.UTF_8));
        return state + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /** One that was made before this registry was started, if it is as it was written; null otherwise. */
    private @Nullable Rendering fromCache(Key key, String state) throws IOException {
        String name = folder(key) + "/" + file(key, state);
        try (Blob blob = cache.blob(name)) {
            if (blob == null || blob.length() < TRAILER) {
                return null;
            }
            long end = blob.length() - TRAILER;
            String[] trailer;
            try (InputStream in = blob.stream(end)) {
                trailer = new String(in.readNBytes(TRAILER), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", 3);
            }
            if (trailer.length == 3 && trailer[2].equals("DXR1") && trailer[1].matches("0[0-9a-f]{15}")) {
                long length = Long.parseLong(trailer[1], 16);
                MessageDigest digest = digest();
                try (InputStream in = new DigestInputStream(new GZIPInputStream(blob.stream(0), BUFFER), digest)) {
                    if (in.transferTo(OutputStream.nullOutputStream()) == length
                            && HexFormat.of().formatHex(digest.digest(), 0, 16).equals(trailer[0])) {
                        cache.touch(name);
                        return new Rendering(
                                state, Instant.MAX, etag(trailer[0]), length, new Rendering.Body.Kept(name, end));
                    }
                }
            }
        } catch (ZipException | EOFException damaged) {
            // It is made again.
        }
        cache.removeBlob(name);
        return null;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String etag(String hash) {
        return "W/\"" + hash + "\"";
    }

    /** Hashes, counts and compresses what is written; many small pieces are made few before. Leaves the target open. */
    private static final class Packing extends OutputStream {
        private final MessageDigest digest = digest();
        private final GZIPOutputStream gzip;
        private long length;

        Packing(OutputStream target) throws IOException {
            this.gzip = new GZIPOutputStream(new LeftOpen(target), 1 << 14) {
                {
                    def.setLevel(Deflater.BEST_SPEED + 3);
                }
            };
        }

        OutputStream buffered() {
            return new BufferedOutputStream(this, BUFFER);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            digest.update(source, offset, count);
            length += count;
            gzip.write(source, offset, count);
        }

        @Override
        public void close() throws IOException {
            gzip.close();
        }

        String hash() {
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        }
    }

    private static final class LeftOpen extends FilterOutputStream {
        LeftOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            out.write(source, offset, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private synchronized @Nullable Rendering find(Key key, String state) {
        Rendering rendering = kept.get(key);
        return rendering != null && rendering.isOf(state) ? rendering : null;
    }

    private synchronized void keep(Key key, Rendering rendering) {
        Rendering earlier = kept.put(key, rendering);
        bytes += rendering.size() - (earlier == null ? 0 : earlier.size());
        var oldest = kept.entrySet().iterator();
        while ((bytes > MOST_BYTES || kept.size() > MOST_KEPT) && oldest.hasNext()) {
            bytes -= oldest.next().getValue().size();
            oldest.remove();
        }
    }
}
