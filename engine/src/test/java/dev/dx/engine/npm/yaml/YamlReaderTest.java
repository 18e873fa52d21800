package dev.dx.engine.npm.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    @Test
    void readsMapsListsAndTextsAndKeepsNumbersAsTheyWereWritten() throws Exception {
        assertEquals(
                JsonReader.readObject("{\"a\":\"1.10\",\"b\":[\"x\",true,null],\"c\":{\"d\":\"true\",\"e\":{}}}"),
                YamlReader.readObject("a: 1.10\nb: [x, true, ~]\nc:\n  d: 'true'\n  e: {}\n"));
        assertEquals(JsonObject.EMPTY, YamlReader.readObject(""));
        assertEquals(JsonObject.EMPTY, YamlReader.readObject("# nothing\n"));
    }

    @Test
    void aliasesStandForWhatTheyName() throws Exception {
        assertEquals(
                JsonReader.readObject("{\"a\":{\"x\":\"1\"},\"b\":{\"x\":\"1\"}}"),
                YamlReader.readObject("a: &one {x: 1}\nb: *one\n"));
        assertMalformed("a: &self [*self]\n", "stands for nothing before it");
    }

    @Test
    void whatWouldGrowWithoutEndIsRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [");
            laughs.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertMalformed(laughs.toString(), "more than");
        assertMalformed("[".repeat(100_000), "nested deeper");
        assertMalformed("{a: ".repeat(100_000), "nested deeper");
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsPlace() {
        assertMalformed("a: [1\nb: 2", "line");
        assertMalformed("a: 1\na: 2\n", "line 2: the key a stands there twice");
        assertMalformed("- a\n", "not a map");
        assertMalformed("? [a]\n: 1\n", "a key is not a text");
        assertMalformed("a: 1\n---\nb: 1\n", "more than one document");
    }

    @Test
    void tagsMakeNothing() throws Exception {
        assertEquals(JsonReader.readObject("{\"a\":\"x\"}"), YamlReader.readObject("a: !!java.net.URL x\n"));
    }

    private static void assertMalformed(String text, String why) {
        YamlReader.MalformedYamlException refused =
                assertThrows(YamlReader.MalformedYamlException.class, () -> YamlReader.readObject(text));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }
}
