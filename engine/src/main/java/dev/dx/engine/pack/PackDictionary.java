package dev.dx.engine.pack;

import com.github.luben.zstd.ZstdDictDecompress;
import dev.dx.engine.ContentHash;
import dev.dx.engine.binary.Blake3;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Zstd knows of packages before it sees one, trained on packages as they are published. A dictionary is a resource of
 * the engine, {@code dictionary-ID.VERSION.zstd}. It is never changed and never taken out, since packs were made with it;
 * a better one is a new version of its line, and packs name the one they need with its BLAKE3.
 */
public final class PackDictionary {
    /** The line for packages of JavaScript. */
    public static final int JAVASCRIPT = 1;

    /** Every dictionary there ever was, the newest of a line last. */
    private static final List<PackDictionary> ALL = List.of(new PackDictionary(JAVASCRIPT, 1));

    private final int id;
    private final int version;
    // Guarded by this; made when they are first asked for.
    private byte @Nullable [] bytes;
    private @Nullable ContentHash hash;
    private @Nullable ZstdDictDecompress forDecoding;

    private PackDictionary(int id, int version) {
        this.id = id;
        this.version = version;
    }

    /** The one to make packs with. */
    public static PackDictionary newest() {
        return ALL.getLast();
    }

    /** The dictionary a pack names; null if this DX does not have it. */
    static @Nullable PackDictionary find(int id, int version, ContentHash hash) {
        for (PackDictionary known : ALL) {
            if (known.id == id && known.version == version && known.hash().equals(hash)) {
                return known;
            }
        }
        return null;
    }

    public int id() {
        return id;
    }

    public int version() {
        return version;
    }

    /** The BLAKE3 of its bytes. */
    public synchronized ContentHash hash() {
        ContentHash known = hash;
        if (known == null) {
            known = ContentHash.of(Blake3.hash(bytes()));
            hash = known;
        }
        return known;
    }

    synchronized byte[] bytes() {
        byte[] loaded = bytes;
        if (loaded == null) {
            loaded = load();
            bytes = loaded;
        }
        return loaded;
    }

    /** The dictionary as decoders take it, made once for all of them. */
    synchronized ZstdDictDecompress forDecoding() {
        ZstdDictDecompress known = forDecoding;
        if (known == null) {
            known = new ZstdDictDecompress(bytes());
            forDecoding = known;
        }
        return known;
    }

    private byte[] load() {
        String name = "dictionary-" + this + ".zstd";
        try (InputStream in = PackDictionary.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the engine was built without " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name, unreadable);
        }
    }

    /** {@code ID.VERSION}. */
    @Override
    public String toString() {
        return id + "." + version;
    }
}
