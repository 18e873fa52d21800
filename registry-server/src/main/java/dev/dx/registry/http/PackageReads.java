package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.upstream.Archive;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Packuments, versions and archives. */
final class PackageReads {
    private final Catalogue catalogue;
    private final AccessRules rules;
    private final Renderings renderings;

    PackageReads(Catalogue catalogue, AccessRules rules) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.renderings = new Renderings(catalogue);
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
        Renderings.Rendering rendering = renderings.of(name, form, exchange.base());
        if (rendering == null) {
            throw HttpRefusal.missing("there is no package " + name);
        }
        exchange.header(HeaderNames.ETAG, rendering.etag());
        // Asked for again each time, and answered with 304: what was just published is there for everybody.
        exchange.header(HeaderNames.CACHE_CONTROL, rules.isPublic(name) ? "no-cache" : "private, no-cache");
        exchange.header(HeaderNames.VARY, "Accept, Accept-Encoding, Authorization");
        if (exchange.has(rendering.etag())) {
            exchange.notModified();
            return;
        }
        byte[] packed = rendering.packed();
        if (packed != null && exchange.acceptsGzip()) {
            exchange.header(HeaderNames.CONTENT_ENCODING, "gzip");
            exchange.send(200, form.type(), packed);
        } else {
            exchange.send(200, form.type(), rendering.plain());
        }
    }

    void version(Exchange exchange, String name, String versionOrTag) throws IOException {
        checkReadable(exchange, name);
        Renderings.Rendering rendering = renderings.of(name, Form.FULL, exchange.base());
        if (rendering == null) {
            throw HttpRefusal.missing("there is no package " + name);
        }
        JsonObject packument = parsed(rendering);
        String tagged = packument.strings("dist-tags").get(versionOrTag);
        JsonObject versions = packument.object("versions");
        JsonValue manifest = versions == null ? null : versions.get(tagged == null ? versionOrTag : tagged);
        if (manifest == null) {
            throw HttpRefusal.missing("there is no " + name + "@" + versionOrTag);
        }
        exchange.header(HeaderNames.CACHE_CONTROL, "no-cache");
        exchange.send(200, manifest);
    }

    private static JsonObject parsed(Renderings.Rendering rendering) {
        try {
            return JsonReader.readObject(new String(rendering.plain(), StandardCharsets.UTF_8));
        } catch (JsonReader.MalformedJsonException impossible) {
            throw new IllegalStateException(impossible);
        }
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
        Renderings.Rendering rendering = renderings.of(name, Form.ABBREVIATED, exchange.base());
        if (rendering == null) {
            throw HttpRefusal.missing("there is no package " + name);
        }
        JsonObject tags = parsed(rendering).object("dist-tags");
        exchange.header(HeaderNames.CACHE_CONTROL, "no-cache");
        exchange.send(200, tags == null ? JsonObject.EMPTY : tags);
    }
}
