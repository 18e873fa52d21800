package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.registry.catalogue.PackageSearch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is asked of the search by address. */
final class SearchRoute {
    private static final int MOST = 250;
    private static final int USUAL = 20;

    private final PackageSearch search;

    SearchRoute(PackageSearch search) {
        this.search = search;
    }

    void answer(Exchange exchange) throws IOException {
        String text = exchange.parameter("text");
        int size = number(exchange.parameter("size"), USUAL, MOST);
        int from = number(exchange.parameter("from"), 0, 10_000);
        exchange.send(200, found(exchange, text == null ? "" : text, size, from));
    }

    /** What search answers. */
    JsonObject found(Exchange exchange, String text, int size, int from) throws IOException {
        return search.found(exchange.identity(), text, size, from);
    }

    private static int number(@Nullable String text, int otherwise, int most) {
        return text == null || !text.matches("\\d{1,6}") ? otherwise : Math.min(most, Integer.parseInt(text));
    }
}
