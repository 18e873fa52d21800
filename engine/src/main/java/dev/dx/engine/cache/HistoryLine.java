package dev.dx.engine.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One line of the history: {@code at}, {@code project}, {@code did}, {@code millis}, {@code packages}, and the hits. */
final class HistoryLine {
    private static final String HEX = "0123456789abcdef";

    private final Map<Subject, Map<Tier, CacheUse.Hits>> hits = new EnumMap<>(Subject.class);
    private final List<CacheUse.Fetch> slowest = new ArrayList<>();
    private String at = "";
    private String where = "";
    private String what = "";
    private long millis;
    private long packages;
    private long knownAbsent;
    private long wronglyPassed;
    private CacheUse.Ahead ahead = CacheUse.Ahead.NONE;

    private HistoryLine() {}

    static String write(CacheHistory.Run run) {
        StringBuilder out = new StringBuilder(1000);
        out.append("{\"at\":");
        quote(run.at().toString(), out);
        out.append(",\"project\":");
        quote(run.where(), out);
        out.append(",\"did\":");
        quote(run.what(), out);
        out.append(",\"millis\":").append(run.millis());
        out.append(",\"packages\":").append(run.packages());
        CacheUse use = run.use();
        for (Subject subject : Subject.values()) {
            out.append(",\"").append(word(subject)).append("\":{");
            String comma = "";
            for (Tier tier : Tier.values()) {
                CacheUse.Hits counted = use.hits(subject, tier);
                if (counted.count() > 0) {
                    out.append(comma).append('"').append(word(tier)).append("\":[");
                    out.append(counted.count()).append(',').append(counted.bytes());
                    out.append(',').append(counted.micros()).append(']');
                    comma = ",";
                }
            }
            out.append('}');
        }
        out.append(",\"filter\":[").append(use.knownAbsent()).append(',').append(use.wronglyPassed());
        CacheUse.Ahead ahead = use.ahead();
        if (!ahead.equals(CacheUse.Ahead.NONE)) {
            out.append("],\"ahead\":[").append(ahead.fetched());
            out.append(',').append(ahead.bytes()).append(',').append(ahead.used());
        }
        out.append("],\"slowest\":[");
        String comma = "";
        for (CacheUse.Fetch fetch : use.slowest()) {
            out.append(comma).append("[\"").append(word(fetch.subject())).append("\",");
            quote(fetch.what(), out);
            out.append(',')
                    .append(fetch.bytes())
                    .append(',')
                    .append(fetch.micros())
                    .append(']');
            comma = ",";
        }
        return out.append("]}\n").toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < Math.min(text.length(), 4096); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt((c >> 8) & 15));
                out.append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Null if it is no such line. */
    static CacheHistory.@Nullable Run read(String line) {
        HistoryLine read = new HistoryLine();
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                read.take(key, parser);
            }
            return new CacheHistory.Run(
                    Instant.parse(read.at),
                    read.where,
                    read.what,
                    read.millis,
                    (int) Math.clamp(read.packages, 0L, Integer.MAX_VALUE),
                    new CacheUse(read.hits, read.knownAbsent, read.wronglyPassed, read.slowest, read.ahead));
        } catch (JacksonException | DateTimeException | IllegalArgumentException notALine) {
            return null;
        }
    }

    /** Apart, so that writing a line does not load a parser. */
    private static final class Json {
        private static final JsonFactory FACTORY = new JsonFactory();

        private Json() {}
    }

    private void take(String key, JsonParser in) {
        switch (key) {
            case "at" -> at = in.getString();
            case "project" -> where = in.getString();
            case "did" -> what = in.getString();
            case "millis" -> millis = in.getLongValue();
            case "packages" -> packages = in.getLongValue();
            case "packument" -> hits.put(Subject.PACKUMENT, tiers(in));
            case "tarball" -> hits.put(Subject.TARBALL, tiers(in));
            case "filter" -> {
                long[] numbers = numbers(in, 2);
                knownAbsent = numbers[0];
                wronglyPassed = numbers[1];
            }
            case "ahead" -> {
                long[] numbers = numbers(in, 3);
                ahead = new CacheUse.Ahead(numbers[0], numbers[1], numbers[2]);
            }
            case "slowest" -> {
                while (in.nextToken() == JsonToken.START_ARRAY) {
                    in.nextToken();
                    Subject subject = Subject.valueOf(in.getString().toUpperCase(Locale.ROOT));
                    in.nextToken();
                    String fetched = in.getString();
                    long[] numbers = rest(in, 2);
                    slowest.add(new CacheUse.Fetch(subject, fetched, numbers[0], numbers[1]));
                }
            }
            // A later DX may write more.
            default -> in.skipChildren();
        }
    }

    private static Map<Tier, CacheUse.Hits> tiers(JsonParser in) {
        Map<Tier, CacheUse.Hits> tiers = new EnumMap<>(Tier.class);
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            Tier tier = Tier.valueOf(in.currentName().toUpperCase(Locale.ROOT));
            in.nextToken();
            long[] numbers = numbers(in, 3);
            tiers.put(tier, new CacheUse.Hits(numbers[0], numbers[1], numbers[2]));
        }
        return tiers;
    }

    private static long[] numbers(JsonParser in, int count) {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("no array");
        }
        return rest(in, count);
    }

    private static long[] rest(JsonParser in, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            in.nextToken();
            numbers[i] = in.getLongValue();
        }
        if (in.nextToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("too many numbers");
        }
        return numbers;
    }
}
