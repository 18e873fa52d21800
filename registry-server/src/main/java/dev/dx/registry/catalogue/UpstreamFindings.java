package dev.dx.registry.catalogue;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.upstream.UpstreamPackages;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the usual upstream finds. It never hears words that name what is private or hosted here; one that is slow, away or
 * cannot search is left alone for a while, so that nobody waits for it twice. For any number of threads.
 */
final class UpstreamFindings {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final int LONGEST_TEXT = 200;
    /** What no upstream has more packages than. */
    private static final int MOST = 100_000_000;

    static final Findings NONE = new Findings(List.of(), 0);

    private final Catalogue catalogue;
    private volatile long quietUntil = System.nanoTime();

    UpstreamFindings(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What was found.
     *
     * @param items as the upstream tells of them; nothing of them has been checked
     * @param total of how many they are a part
     */
    record Findings(List<JsonObject> items, int total) {
        Findings {
            items = List.copyOf(items);
        }
    }

    Findings find(String text, int size, int from) throws IOException {
        UpstreamPackages upstream = catalogue.upstream();
        if (upstream == null
                || size <= 0
                || System.nanoTime() - quietUntil < 0
                || text.length() > LONGEST_TEXT
                || !mayHear(upstream, text)) {
            return NONE;
        }
        String query = "text=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&size=" + size + "&from=" + from;
        JsonObject answer = ask(upstream, query);
        if (answer == null) {
            quietUntil = System.nanoTime() + AFTER_FAILURE.toNanos();
            return NONE;
        }
        JsonArray objects = answer.array("objects");
        List<JsonObject> items = objects == null
                ? List.of()
                : objects.items().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .limit(size)
                        .toList();
        return new Findings(items, total(answer, items.size()));
    }

    /** Null if it cannot be asked, or does not answer soon. */
    private static @Nullable JsonObject ask(UpstreamPackages upstream, String query) {
        FutureTask<@Nullable JsonObject> asking = new FutureTask<>(() -> upstream.search(query));
        Thread thread = Thread.ofVirtual().name("search").start(asking);
        try {
            return asking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return null;
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            thread.interrupt();
        }
    }

    private static int total(JsonObject answer, int otherwise) {
        String digits = answer.get("total") instanceof JsonValue.Numeral number ? number.digits() : "";
        return digits.matches("\\d{1,9}") ? Math.clamp(Integer.parseInt(digits), otherwise, MOST) : otherwise;
    }

    private boolean mayHear(UpstreamPackages upstream, String text) throws IOException {
        try {
            return mayHearAll(upstream, text);
        } catch (DxException misconfigured) {
            // Whoever asks for a package is told.
            return false;
        }
    }

    private boolean mayHearAll(UpstreamPackages upstream, String text) throws IOException {
        for (String word : PackageSearch.words(text)) {
            // keywords:x, scope:x and the like
            String bare = word.substring(word.indexOf(':') + 1);
            String scope = bare.indexOf('/') < 0 ? bare : bare.substring(0, bare.indexOf('/'));
            String scoped = (scope.startsWith("@") ? scope : "@" + scope) + "/-";
            if (!mayHearName(upstream, bare) || !mayHearName(upstream, scoped)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayHearName(UpstreamPackages upstream, String name) throws IOException {
        return catalogue.mayBeToldOf(name.toLowerCase(Locale.ROOT)) && upstream.isUsual(name);
    }
}
