package dev.dx.registry.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CrowdTest {
    @Test
    void thoseThatAreSilentLongestMakeRoom() {
        long now = System.nanoTime();
        Set<Integer> ended = new TreeSet<>();
        // The smaller its number, the longer ago it was heard; the first is being served.
        Crowd<Integer> crowd = new Crowd<>(8, number -> number == 0 ? System.nanoTime() : now + number, ended::add);
        for (int number = 0; number < 8; number++) {
            crowd.enter(number);
        }
        assertTrue(ended.isEmpty());
        crowd.enter(8);
        assertEquals(Set.of(1, 2), ended);
        assertEquals(7, crowd.size());
        crowd.leave(1);
        crowd.leave(8);
        assertEquals(6, crowd.size());
        crowd.forEach(number -> assertFalse(ended.contains(number)));
    }
}
