package dev.dx.registry.dxrp;

import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.wire.Item;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.upstream.UpstreamPackages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Packuments in the form that an install reads, made once until they change. For any number of threads. */
final class CompactPackuments {
    private static final long MOST_BYTES = 192L << 20;

    private record Key(String name, Form form, String base) {}

    /**
     * A packument.
     *
     * @param changes when it has to be made anew although its source does not change
     * @param bytes as it is sent; nobody changes them
     */
    record Compact(
            String state,
            Instant changes,
            Item.Origin origin,
            Packument packument,
            ByteBuffer bytes,
            long fingerprint) {}

    private final Catalogue catalogue;
    private final Map<Key, Compact> kept = new LinkedHashMap<>(16, 0.75f, true);
    /** Large ones take a multiple of their size while they are made. */
    private final Semaphore atOnce = new Semaphore(4);

    private final ReentrantLock[] making = new ReentrantLock[64];
    private long held;

    CompactPackuments(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (int i = 0; i < making.length; i++) {
            making[i] = new ReentrantLock();
        }
    }

    /**
     * Null if there is no such package.
     *
     * @param base where this registry's HTTP is
     */
    @Nullable
    Compact find(String name, Form form, String base) throws IOException {
        String state = catalogue.state(name, form);
        if (state == null) {
            return null;
        }
        Key key = new Key(name, form, base);
        Compact known = recall(key, state);
        if (known != null) {
            return known;
        }
        ReentrantLock lock = making[Math.floorMod(key.hashCode(), making.length)];
        lock.lock();
        try {
            Compact made = recall(key, state);
            if (made != null) {
                return made;
            }
            made = make(key);
            if (made == null) {
                return null;
            }
            keep(key, made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Compact make(Key key) throws IOException {
        atOnce.acquireUninterruptibly();
        try (PackumentView view = catalogue.packument(key.name(), key.form())) {
            if (view == null) {
                return null;
            }
            UpstreamPackages upstream = catalogue.upstream();
            String origin = upstream == null || catalogue.origin(key.name()) == Catalogue.Origin.HOSTED
                    ? null
                    : upstream.registryFor(key.name());
            ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 14);
            view.write(
                    key.form(),
                    origin == null ? key.base() : origin,
                    origin == null ? PackumentView.Archives.MOVED : PackumentView.Archives.AT_ORIGIN,
                    json);
            Packument packument =
                    Packument.ofJson(new ByteArrayInputStream(json.toByteArray()), key.name(), "the upstream");
            return new Compact(
                    view.tag(),
                    view.changes(),
                    origin == null ? Item.Origin.HOSTED : Item.Origin.UPSTREAM,
                    packument,
                    ByteBuffer.wrap(packument.encoded()),
                    packument.fingerprint());
        } finally {
            atOnce.release();
        }
    }

    private synchronized @Nullable Compact recall(Key key, String state) {
        Compact compact = kept.get(key);
        boolean stands = compact != null
                && compact.state().equals(state)
                && Instant.now().isBefore(compact.changes());
        return stands ? compact : null;
    }

    private synchronized void keep(Key key, Compact compact) {
        Compact earlier = kept.put(key, compact);
        held += 2L * compact.bytes().remaining()
                - (earlier == null ? 0 : 2L * earlier.bytes().remaining());
        Iterator<Compact> oldest = kept.values().iterator();
        while (held > MOST_BYTES && oldest.hasNext()) {
            held -= 2L * oldest.next().bytes().remaining();
            oldest.remove();
        }
    }
}
