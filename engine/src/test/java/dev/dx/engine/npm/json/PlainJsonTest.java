package dev.dx.engine.npm.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                " \"a b\" ",
                "\"a\\n\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t.\"",
                "{\"\\\"\": \"sh -c \\\"x\\\"\"}",
                "true",
                "false",
                "null",
                "0",
                "12",
                "{}",
                "[ ]",
                "{\"a\":\"^1\",\"b\":[1,\"x\",{}],\"a\":true}",
                "[[[]],{\"k\" : null}]"
            })
    void readsWhatIsPlainAsTheParserDoes(String json) throws JsonReader.MalformedJsonException {
        JsonValue plain = read(json);
        assertNotNull(plain);
        JsonObject parsed = JsonReader.readObjectWithComments("{\"it\":" + json + "}");
        assertEquals(parsed.get("it"), plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "[1 2]",
                "tru",
                "truex",
                "01",
                "1.5",
                "-1",
                "1e3",
                "1234567890123456",
                "\"a\\u0041\"",
                "\"a\\x\"",
                "\"a\\",
                "\"a\\\"",
                "\"\\n\tb\"",
                "\"\\n\u00e4\"",
                "\"a\tb\"",
                "\"\u00e4\"",
                "\"open",
                "{} {}",
                "[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]"
            })
    void leavesEverythingElseToTheParser(String json) {
        assertNull(read(json));
    }

    private static @Nullable JsonValue read(String json) {
        byte[] bytes = ("#" + json + "#").getBytes(StandardCharsets.UTF_8);
        return PlainJson.read(bytes, 1, bytes.length - 1);
    }
}
