package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.semver.Version;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.page.Pages;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What people see in a browser. */
final class PageRoute {
    private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
    private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
    private static final int FOUND = 100;

    private final PackageReads reads;
    private final SearchRoute search;

    PageRoute(PackageReads reads, SearchRoute search) {
        this.reads = reads;
        this.search = search;
    }

    void front(Exchange exchange) throws IOException {
        String text = exchange.parameter("text");
        String words = text == null
                ? ""
                : text.strip().substring(0, Math.min(200, text.strip().length()));
        send(exchange, Pages.front(words, search.found(exchange, words, FOUND, 0)));
    }

    void ofPackage(Exchange exchange, String name) throws IOException {
        try (PackumentView view = reads.view(exchange, name)) {
            Map<String, String> tags = view.tags();
            List<String> versions = newestFirst(view);
            String version = tags.getOrDefault("latest", versions.isEmpty() ? "" : versions.getFirst());
            byte[] manifest = view.manifest(version, exchange.base());
            if (manifest == null) {
                throw HttpRefusal.missing("there is no version of " + name);
            }
            JsonObject json = JsonReader.readObject(new String(manifest, StandardCharsets.UTF_8));
            String readme = view.text("readme");
            send(
                    exchange,
                    Pages.of(
                            name,
                            json,
                            readme == null ? json.string("readme") : readme,
                            tags,
                            versions,
                            exchange.base()));
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new HttpRefusal(502, name + ": its manifest cannot be read");
        }
    }

    private static List<String> newestFirst(PackumentView view) {
        return view.versions().stream()
                .map(Version::parse)
                .filter(Objects::nonNull)
                .sorted(Comparator.reverseOrder())
                .map(Version::raw)
                .toList();
    }

    private static void send(Exchange exchange, String html) {
        exchange.header(POLICY, Pages.policy());
        exchange.header(REFERRER, "no-referrer");
        exchange.header(HeaderNames.CACHE_CONTROL, "private, no-cache");
        exchange.send(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }
}
