package dev.dx.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainComparatorsTest {
    private static final List<String> WORDS = List.of("pear", "fig", "Apple", "kiwi", "date", "plum", "apple", "");

    static Stream<Arguments> pairs() {
        Comparator<String> length = Comparator.comparingInt(String::length);
        Comparator<String> ignoringCase = String.CASE_INSENSITIVE_ORDER;
        return Stream.of(
                Arguments.of(
                        Comparator.comparing((String word) -> word.substring(word.length() / 2)),
                        PlainComparators.comparing((String word) -> word.substring(word.length() / 2))),
                Arguments.of(
                        Comparator.comparing(String::toString, ignoringCase),
                        PlainComparators.comparing(String::toString, ignoringCase)),
                Arguments.of(length, PlainComparators.comparingInt(String::length)),
                Arguments.of(
                        Comparator.comparingLong((String word) -> (long) word.hashCode() << 20),
                        PlainComparators.comparingLong((String word) -> (long) word.hashCode() << 20)),
                Arguments.of(
                        Comparator.comparingDouble((String word) -> 1.0 / word.length()),
                        PlainComparators.comparingDouble((String word) -> 1.0 / word.length())),
                Arguments.of(length.thenComparing(ignoringCase), PlainComparators.thenComparing(length, ignoringCase)),
                Arguments.of(length.thenComparing(word -> word), PlainComparators.thenComparing(length, word -> word)),
                Arguments.of(
                        length.thenComparing(word -> word, Comparator.reverseOrder()),
                        PlainComparators.thenComparing(length, word -> word, Comparator.reverseOrder())),
                Arguments.of(
                        length.thenComparingInt(String::hashCode),
                        PlainComparators.thenComparingInt(length, String::hashCode)),
                Arguments.of(
                        length.thenComparingLong(word -> -word.hashCode()),
                        PlainComparators.thenComparingLong(length, word -> -word.hashCode())),
                Arguments.of(
                        length.thenComparingDouble(word -> 1.0 / word.hashCode()),
                        PlainComparators.thenComparingDouble(length, word -> 1.0 / word.hashCode())));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void orderAsThoseOfComparatorDo(Comparator<String> theirs, Comparator<String> ours) {
        List<String> expected = new ArrayList<>(WORDS);
        expected.sort(theirs);
        List<String> sorted = new ArrayList<>(WORDS);
        sorted.sort(ours);
        assertNotEquals(WORDS, sorted);
        assertEquals(expected, sorted);
    }

    /** The build finds them by name and type. */
    @Test
    void areThereForEveryMethodOfComparatorThatIsReplaced() {
        Set<String> wanted = Arrays.stream(Comparator.class.getMethods())
                .filter(method -> method.getName().contains("omparing"))
                .map(method -> signature(method, Modifier.isStatic(method.getModifiers())))
                .collect(Collectors.toSet());
        Set<String> there = Arrays.stream(PlainComparators.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .map(method -> signature(method, true))
                .collect(Collectors.toSet());
        assertTrue(wanted.size() >= 11);
        assertEquals(wanted, there);
    }

    private static String signature(Method method, boolean whole) {
        String parameters =
                Arrays.stream(method.getParameterTypes()).map(Class::getName).collect(Collectors.joining(","));
        return method.getName() + "(" + (whole ? "" : Comparator.class.getName() + ",") + parameters + ")";
    }
}
