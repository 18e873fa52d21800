package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.upstream.Archive;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Packuments, versions and archives. */
final class PackageReads {
    private static final HeaderName ORIGIN = HeaderNames.create(RegistryClient.ORIGIN);
    private static final int MOST_TRIES = 5;

    private final Catalogue catalogue;
    private final AccessRules rules;
    private final Storage cache;
    private final Renderings renderings;

    /** @param cache where whatever is there may be lost */
    PackageReads(Catalogue catalogue, AccessRules rules, Storage cache) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.cache = cache;
        this.renderings = new Renderings(catalogue, cache);
    }

    private void checkReadable(Exchange exchange, String name) {
        if (rules.mayRead(exchange.identity(), name)) {
            return;
        }
        throw exchange.identity().isKnown()
                ? new HttpRefusal(403, exchange.identity() + " may not read " + name)
                : new HttpRefusal(401, "log in to read " + name);
    }

    void packument(Exchange exchange, String name) throws IOException {
        checkReadable(exchange, name);
        Form form = exchange.accepts(Form.ABBREVIATED.type()) && exchange.parameter("write") == null
                ? Form.ABBREVIATED
                : Form.FULL;
        exchange.header(HeaderNames.VARY, "Accept, Accept-Encoding, Authorization");
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Catalogue.Word word = catalogue.word(name, form);
            Rendering rendering = word == null ? null : renderings.of(name, form, exchange.base(), word.state());
            if (word == null || rendering == null) {
                throw HttpRefusal.missing("there is no package " + name);
            }
            exchange.header(HeaderNames.ETAG, rendering.etag());
            if (word.origin() == Catalogue.Origin.HOSTED) {
                exchange.header(ORIGIN, "hosted");
            }
            // Asked for again each time, and answered with 304: what was just published is there for everybody.
            exchange.header(HeaderNames.CACHE_CONTROL, rules.isPublic(name) ? "no-cache" : "private, no-cache");
            if (exchange.has(rendering.etag())) {
                exchange.notModified();
                return;
            }
            switch (rendering.body()) {
                case Rendering.Body.Plain(byte[] bytes) -> {
                    exchange.send(200, form.type(), bytes);
                    return;
                }
                case Rendering.Body.Packed(byte[] bytes) -> {
                    if (exchange.acceptsGzip()) {
                        exchange.header(HeaderNames.CONTENT_ENCODING, "gzip");
                        exchange.send(200, form.type(), bytes);
                    } else {
                        unpacked(exchange, new ByteArrayInputStream(bytes), rendering.length(), form);
                    }
                    return;
                }
                case Rendering.Body.Kept(String key, long bytes) -> {
                    Blob blob = cache.blob(key);
                    if (blob != null) {
                        send(exchange, blob, bytes, rendering.length(), form);
                        return;
                    }
                    renderings.forget(name, form, exchange.base());
                }
            }
        }
        throw new HttpRefusal(503, name + ": its document in the cache goes as fast as it comes");
    }

    private static void send(Exchange exchange, Blob blob, long packed, long length, Form form) throws IOException {
        try (blob) {
            if (exchange.acceptsGzip()) {
                exchange.header(HeaderNames.CONTENT_ENCODING, "gzip");
                exchange.sendStream(blob.stream(0), packed, form.type());
            } else {
                unpacked(exchange, blob.stream(0), length, form);
            }
        }
    }

    private static void unpacked(Exchange exchange, InputStream packed, long length, Form form) throws IOException {
        exchange.sendStream(new GZIPInputStream(packed, 1 << 14), length, form.type());
    }

    /** All that may be said of a package, to whoever asks; the caller closes it. */
    PackumentView view(Exchange exchange, String name) throws IOException {
        checkReadable(exchange, name);
        PackumentView view = catalogue.packument(name, Form.FULL);
        if (view == null) {
            throw HttpRefusal.missing("there is no package " + name);
        }
        return view;
    }

    void version(Exchange exchange, String name, String versionOrTag) throws IOException {
        checkReadable(exchange, name);
        try (PackumentView view = catalogue.packument(name, Form.FULL)) {
            String tagged = view == null ? null : view.tags().get(versionOrTag);
            byte[] manifest =
                    view == null ? null : view.manifest(tagged == null ? versionOrTag : tagged, exchange.base());
            if (manifest == null) {
                throw HttpRefusal.missing("there is no " + name + "@" + versionOrTag);
            }
            exchange.header(HeaderNames.CACHE_CONTROL, "no-cache");
            exchange.send(200, Form.FULL.type(), manifest);
        }
    }

    /** What was signed of a version that was published here; what an upstream has of that kind is asked of it directly. */
    void attestations(Exchange exchange, String name, String version) throws IOException {
        checkReadable(exchange, name);
        HostedPackage own = catalogue.hosted().find(name);
        JsonObject found = own == null ? null : catalogue.hosted().attestations(own, version);
        if (found == null) {
            throw HttpRefusal.missing("nothing was signed of " + name + " " + version + " that is kept here");
        }
        exchange.send(200, found);
    }

    void tarball(Exchange exchange, String name, String file) throws IOException {
        checkReadable(exchange, name);
        String start = PackumentView.file(name, "").replace(".tgz", "");
        if (!file.startsWith(start) || !file.endsWith(".tgz") || file.length() <= start.length() + 4) {
            throw HttpRefusal.missing("there is no archive " + file + " of " + name);
        }
        String version = file.substring(start.length(), file.length() - 4);
        switch (catalogue.archive(name, version)) {
            case Catalogue.Offer.Missing _ -> throw HttpRefusal.missing("there is no " + name + " " + version);
            case Catalogue.Offer.Refused(String why) -> throw new HttpRefusal(403, why);
            case Catalogue.Offer.Given(Archive archive) -> {
                exchange.header(
                        HeaderNames.CACHE_CONTROL,
                        rules.isPublic(name) ? "public, max-age=31536000, immutable" : "private, max-age=31536000");
                switch (archive) {
                    case Archive.Kept kept ->
                        exchange.sendBlob(
                                kept.blob(),
                                "application/octet-stream",
                                "\"" + version + "-" + kept.blob().length() + "\"");
                    case Archive.Arriving arriving ->
                        exchange.sendStream(arriving.stream(), arriving.length(), "application/octet-stream");
                }
            }
        }
    }

    void tags(Exchange exchange, String name) throws IOException {
        checkReadable(exchange, name);
        try (PackumentView view = catalogue.packument(name, Form.ABBREVIATED)) {
            if (view == null) {
                throw HttpRefusal.missing("there is no package " + name);
            }
            exchange.header(HeaderNames.CACHE_CONTROL, "no-cache");
            exchange.send(200, JsonObject.ofStrings(view.tags()));
        }
    }
}
