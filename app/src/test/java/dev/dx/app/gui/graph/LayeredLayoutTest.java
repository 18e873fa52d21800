package dev.dx.app.gui.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayeredLayoutTest {
    @Test
    void eachStandsRightOfAllThatNeedIt() {
        LayeredLayout.Places places = LayeredLayout.of(5, new int[] {0, 0, 1, 2, 1}, new int[] {1, 2, 3, 3, 2});
        assertTrue(places.x(0) < places.x(1));
        assertTrue(places.x(1) < places.x(2), "1 needs 2, so that 2 is in a column of its own");
        assertTrue(places.x(2) < places.x(3));
        assertEquals(places.x(0), places.x(4), "nobody needs it");
    }

    @Test
    void aCircleIsCutOnce() {
        LayeredLayout.Places places = LayeredLayout.of(4, new int[] {0, 1, 2, 3}, new int[] {1, 2, 3, 1});
        assertTrue(places.x(0) < places.x(1));
        assertTrue(places.x(1) < places.x(2));
        assertTrue(places.x(2) < places.x(3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTwoNodesOverlapAndTheSameGraphLooksTheSame(long seed) {
        int size = 400;
        int[][] edges = edges(size, 1_100, seed);
        LayeredLayout.Places places = LayeredLayout.of(size, edges[0], edges[1]);
        Set<String> taken = new HashSet<>();
        for (int node = 0; node < size; node++) {
            assertTrue(taken.add(places.x(node) + " " + places.y(node)), "seed " + seed + ", node " + node);
            assertTrue(places.y(node) > 0 && places.y(node) < places.height());
            assertTrue(places.x(node) > 0 && places.x(node) < places.width());
        }
        assertEquals(
                places.y(size / 2), LayeredLayout.of(size, edges[0], edges[1]).y(size / 2));
    }

    @Test
    void aChainOfManyNeedsNoStackForEach() {
        int size = 50_000;
        int[] from = new int[size - 1];
        int[] to = new int[size - 1];
        for (int i = 0; i < size - 1; i++) {
            from[i] = i;
            to[i] = i + 1;
        }
        LayeredLayout.Places places = LayeredLayout.of(size, from, to);
        assertTrue(places.x(size - 1) > places.x(size - 2));
    }

    /** Most point from low numbers to high ones, as dependencies do; some lead back. */
    static int[][] edges(int size, int count, long seed) {
        Random random = new Random(seed);
        int[] from = new int[count];
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            int a = random.nextInt(size);
            int b = random.nextInt(size);
            boolean back = random.nextInt(50) == 0;
            from[i] = back ? Math.max(a, b) : Math.min(a, b);
            to[i] = back ? Math.min(a, b) : Math.max(a, b);
        }
        return new int[][] {from, to};
    }
}
