package dev.dx.engine.npm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {
    @Test
    void sortsPunctuationBeforeLettersAndIgnoresCaseFirst() {
        List<String> sorted = List.of(
                "_a",
                "-a",
                ".bin",
                "@a/b",
                "@a/B",
                "@ab/a",
                "a",
                "A",
                "a_b",
                "a-b",
                "a.b",
                "a/b",
                "a1",
                "aa",
                "ab",
                "Ab",
                "b",
                "JSONStream",
                "jsonstream2",
                "zod");
        List<String> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(7));

        shuffled.sort(NameOrder.NPM);

        assertEquals(sorted, shuffled);
    }
}
