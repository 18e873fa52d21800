package dev.dx.engine.npm.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads JSON text into values. */
public final class JsonReader {
    private JsonReader() {}

    /** For what {@link PlainJson} leaves; getting it ready takes longer than reading a usual package.json. */
    private static final class Parsers {
        static final JsonFactory STRICT =
                JsonFactory.builder().streamReadConstraints(limits()).build();

        static final JsonFactory WITH_COMMENTS = JsonFactory.builder()
                .streamReadConstraints(limits())
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .build();

        private static StreamReadConstraints limits() {
            return StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(50_000_000)
                    .maxNumberLength(1_000)
                    .maxNameLength(50_000)
                    .build();
        }
    }

    /** The text is not JSON; the message says where. */
    public static final class MalformedJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedJsonException(String message) {
            super(message);
        }
    }

    /** Reads one value that fills the whole text; a byte order mark before it is passed over. */
    public static JsonValue read(String text) throws MalformedJsonException {
        String json = withoutMark(text);
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        JsonValue plain = PlainJson.read(utf8, 0, utf8.length);
        return plain != null ? plain : read(() -> Parsers.STRICT.createParser(ObjectReadContext.empty(), json));
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static JsonValue read(Supplier<JsonParser> opening) throws MalformedJsonException {
        try (JsonParser parser = opening.get()) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("the file is empty");
            }
            JsonValue value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(
                        "line " + parser.currentLocation().getLineNr() + ": there is more after the end");
            }
            return value;
        } catch (JacksonException malformed) {
            String where = malformed.getLocation() == null
                    ? ""
                    : "line " + malformed.getLocation().getLineNr() + ", column "
                            + malformed.getLocation().getColumnNr() + ": ";
            throw new MalformedJsonException(where + malformed.getOriginalMessage());
        }
    }

    /** Reads one object that fills the whole text. */
    public static JsonObject readObject(String text) throws MalformedJsonException {
        return object(read(text));
    }

    /** Reads one value that fills the bytes between two places, in UTF-8. */
    public static JsonValue read(byte[] utf8, int start, int end) throws MalformedJsonException {
        JsonValue plain = PlainJson.read(utf8, start, end);
        return plain != null
                ? plain
                : read(() -> Parsers.STRICT.createParser(ObjectReadContext.empty(), utf8, start, end - start));
    }

    /** Reads one object from text that may hold comments, and commas after the last of a list. */
    public static JsonObject readObjectWithComments(String text) throws MalformedJsonException {
        String json = withoutMark(text);
        return object(read(() -> Parsers.WITH_COMMENTS.createParser(ObjectReadContext.empty(), json)));
    }

    private static JsonObject object(JsonValue value) throws MalformedJsonException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new MalformedJsonException("it is not an object");
    }

    private static JsonValue value(JsonParser parser, JsonToken token) throws MalformedJsonException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonValue.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(parser.getString());
            case VALUE_TRUE -> JsonValue.Literal.TRUE;
            case VALUE_FALSE -> JsonValue.Literal.FALSE;
            case VALUE_NULL -> JsonValue.Literal.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedJsonException("unexpected " + token);
        };
    }

    private static JsonObject object(JsonParser parser) throws MalformedJsonException {
        LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return JsonObject.owning(members);
    }

    private static JsonArray array(JsonParser parser) throws MalformedJsonException {
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return new JsonArray(items);
    }
}
