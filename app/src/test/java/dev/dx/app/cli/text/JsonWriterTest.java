package dev.dx.app.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

final class JsonWriterTest {
    @Test
    void indentsObjectsAndArrays() {
        String json = new JsonWriter()
                .object()
                .field("name", "dx")
                .field("none", (String) null)
                .field("count", 3)
                .field("ok", true)
                .field("words", List.of("a", "b"))
                .field("no words", List.of())
                .array("rows")
                .object()
                .field("x", 1)
                .end()
                .object()
                .end()
                .end()
                .end()
                .finish();

        assertEquals("""
            {
              "name": "dx",
              "none": null,
              "count": 3,
              "ok": true,
              "words": [
                "a",
                "b"
              ],
              "no words": [],
              "rows": [
                {
                  "x": 1
                },
                {}
              ]
            }\
            """, json);
    }

    @Test
    void everyCharacterSurvivesAsAscii() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0xd800; c++) {
            all.append(c);
        }
        all.append("\ud83d\ude80");
        String json =
                new JsonWriter().object().field("all", all.toString()).end().finish();

        assertTrue(json.chars().allMatch(c -> c < 128));
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            assertEquals(JsonToken.START_OBJECT, parser.nextToken());
            assertEquals("all", parser.nextName());
            assertEquals(JsonToken.VALUE_STRING, parser.nextToken());
            assertEquals(all.toString(), parser.getString());
        }
    }

    @Test
    void anUnfinishedDocumentIsNotHandedOut() {
        assertThrows(
                IllegalStateException.class, () -> new JsonWriter().object().finish());
    }
}
