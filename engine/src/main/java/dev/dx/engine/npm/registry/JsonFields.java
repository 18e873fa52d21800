package dev.dx.engine.npm.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one JSON value at the parser's place as what it should be, and passes over it if it is something else. */
final class JsonFields {
    private JsonFields() {}

    static String text(JsonParser parser, String otherwise) {
        String text = textOrNull(parser);
        return text == null ? otherwise : text;
    }

    static @Nullable String textOrNull(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    static boolean isTrue(JsonParser parser) {
        boolean value = parser.currentToken() == JsonToken.VALUE_TRUE;
        parser.skipChildren();
        return value;
    }

    /** A count or size; -1 for anything else. */
    static long size(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return Math.max(-1, parser.getLongValue());
        }
        parser.skipChildren();
        return -1;
    }

    /** The members of an object that are strings. */
    static Map<String, String> texts(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        String key;
        while ((key = parser.nextName()) != null) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(key, parser.getString());
            } else {
                texts.remove(key);
                parser.skipChildren();
            }
        }
        return texts;
    }

    /** The strings of an array, or a string alone. */
    static List<String> list(JsonParser parser) {
        List<String> list = new ArrayList<>();
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            list.add(parser.getString());
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    list.add(parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return list;
    }
}
