package dev.dx.engine.npm.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonReader.MalformedJsonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void keepsOrderDigitsAndLayout() throws MalformedJsonException {
        String text = """
            {
            \t"z": 1.50,
            \t"a": [
            \t\t1e3,
            \t\t"é\\u0001\\"",
            \t\t{}
            \t],
            \t"empty": [],
            \t"nothing": null
            }
            """;

        JsonValue value = JsonReader.read(text);

        assertEquals(text, JsonWriter.writeFile(value, JsonStyle.of(text)));
    }

    @Test
    void keepsWindowsLineEndings() throws MalformedJsonException {
        String text = "{\r\n    \"a\": 1\r\n}\r\n";

        assertEquals(text, JsonWriter.writeFile(JsonReader.read(text), JsonStyle.of(text)));
    }

    @Test
    void takesTheLastOfTwoValuesForAKey() throws MalformedJsonException {
        JsonObject object = JsonReader.readObject("{\"a\": 1, \"b\": 2, \"a\": 3, \"__proto__\": {\"x\": 1}}");

        assertEquals(new JsonValue.Numeral("3"), object.get("a"));
        assertEquals(List.of("a", "b", "__proto__"), List.copyOf(object.keys()));
    }

    @Test
    void writesLoneSurrogatesAsEscapes() {
        assertEquals("\"\\ud800x\"", JsonWriter.write(new JsonValue.Text("\ud800x"), JsonStyle.COMPACT));
        assertEquals("\"\ud83d\ude00\"", JsonWriter.write(new JsonValue.Text("\ud83d\ude00"), JsonStyle.COMPACT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "{} {}", "[1,]", "nul", "{\"a\": 01}"})
    void saysWhereTextIsNotJson(String text) {
        MalformedJsonException failure = assertThrows(MalformedJsonException.class, () -> JsonReader.read(text));

        assertNotNull(failure.getMessage());
    }

    @Test
    void refusesNestingWithoutEnd() {
        String text = "[".repeat(100_000);

        MalformedJsonException failure = assertThrows(MalformedJsonException.class, () -> JsonReader.read(text));

        assertTrue(String.valueOf(failure.getMessage()).contains("depth"), failure.getMessage());
    }

    @Test
    void acceptsAByteOrderMark() throws MalformedJsonException {
        assertEquals(JsonObject.EMPTY, JsonReader.read("\uFEFF{}"));
    }
}
