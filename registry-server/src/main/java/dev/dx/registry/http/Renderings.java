package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.packument.Form;
import dev.dx.registry.storage.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Packuments as they are sent, made once for all who ask until they change. For any number of threads. */
final class Renderings {
    private static final long MOST_BYTES = 96L << 20;
    private static final int SMALL = 1 << 10;

    private record Key(String name, Form form, String base) {}

    /** One packument. */
    static final class Rendering {
        private final String state;
        private final String etag;
        private final byte[] plain;
        private final byte @Nullable [] packed;

        Rendering(String state, String etag, byte[] plain, byte @Nullable [] packed) {
            this.state = state;
            this.etag = etag;
            this.plain = plain;
            this.packed = packed;
        }

        /** Of the catalogue when it was made. */
        String state() {
            return state;
        }

        String etag() {
            return etag;
        }

        /** Not to be changed. */
        byte[] plain() {
            return plain;
        }

        /** The same in gzip; null if it is too small to be worth it. Not to be changed. */
        byte @Nullable [] packed() {
            return packed;
        }

        long size() {
            return plain.length + (packed == null ? 0L : packed.length);
        }
    }

    private final Catalogue catalogue;
    private final Map<Key, Rendering> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock[] making = new ReentrantLock[64];
    private long bytes;

    Renderings(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (int i = 0; i < making.length; i++) {
            making[i] = new ReentrantLock();
        }
    }

    /** Null if there is no such package. */
    @Nullable
    Rendering of(String name, Form form, String base) throws IOException {
        String state = catalogue.state(name, form);
        if (state == null) {
            return null;
        }
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
            JsonObject packument = catalogue.packument(name, form, base);
            if (packument == null) {
                return null;
            }
            made = render(state, packument);
            keep(key, made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    private static Rendering render(String state, JsonObject packument) {
        byte[] plain = JsonWriter.write(packument, JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8);
        String etag = "W/\"" + Document.tagOf(plain).value() + "\"";
        return new Rendering(state, etag, plain, plain.length < SMALL ? null : gzip(plain));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 100);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 14) {
            {
                def.setLevel(Deflater.BEST_SPEED + 3);
            }
        }) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private synchronized @Nullable Rendering find(Key key, String state) {
        Rendering rendering = kept.get(key);
        return rendering != null && rendering.state().equals(state) ? rendering : null;
    }

    private synchronized void keep(Key key, Rendering rendering) {
        Rendering earlier = kept.put(key, rendering);
        bytes += rendering.size() - (earlier == null ? 0 : earlier.size());
        var oldest = kept.entrySet().iterator();
        while (bytes > MOST_BYTES && oldest.hasNext()) {
            bytes -= oldest.next().getValue().size();
            oldest.remove();
        }
    }
}
