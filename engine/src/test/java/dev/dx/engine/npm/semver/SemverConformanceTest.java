package dev.dx.engine.npm.semver;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.ConformanceCases;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SemverConformanceTest {
    @TestFactory
    Stream<DynamicTest> greaterVersionsCompareGreater() {
        return each("comparisons", test -> {
            Version greater = version(test, 0, 2);
            Version lesser = version(test, 1, 2);
            assertTrue(greater.compareTo(lesser) > 0);
            assertTrue(lesser.compareTo(greater) < 0);
            assertFalse(greater.equals(lesser));
        });
    }

    @TestFactory
    Stream<DynamicTest> equalVersionsCompareEqual() {
        return each("equality", test -> {
            Version one = version(test, 0, 2);
            Version other = version(test, 1, 2);
            assertEquals(0, one.compareTo(other));
            assertEquals(one, other);
            assertEquals(one.hashCode(), other.hashCode());
        });
    }

    @TestFactory
    Stream<DynamicTest> validVersionsAreTakenApart() {
        return each("valid-versions", test -> {
            Version version = requireNonNull(Version.parse(text(test, 0), Options.STRICT));
            assertEquals(test.get(1), version.major());
            assertEquals(test.get(2), version.minor());
            assertEquals(test.get(3), version.patch());
            assertEquals(texts(test.get(4)), version.prerelease());
            assertEquals(texts(test.get(5)), version.build());
            assertEquals(text(test, 0), version.raw());
        });
    }

    @TestFactory
    Stream<DynamicTest> invalidVersionsAreNone() {
        return each("invalid-versions", test -> assertNull(Version.parse(text(test, 0), options(test, 2))));
    }

    @TestFactory
    Stream<DynamicTest> increments() {
        return each("increments", test -> {
            Options options = options(test, 3);
            Version version = Version.parse(text(test, 0), options);
            ReleaseType type = ReleaseType.parse(text(test, 1));
            PrereleaseLabel label =
                    new PrereleaseLabel(optional(test, 4) instanceof String id ? id : "", counter(optional(test, 5)));
            Version next = version == null || type == null ? null : version.increment(type, label, options);
            assertEquals(test.get(2), next == null ? null : next.toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> truncations() {
        return each("truncations", test -> {
            Version version = Version.parse(text(test, 0), Options.STRICT);
            ReleaseType type = ReleaseType.parse(text(test, 1));
            assertEquals(
                    test.get(2),
                    version == null || type == null
                            ? null
                            : version.truncate(type).toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> rangesInclude() {
        return each("range-include", test -> assertTrue(range(test, 0, 2).satisfies(version(test, 1, 2))));
    }

    @TestFactory
    Stream<DynamicTest> rangesPrintCanonically() {
        return each("range-parse", test -> {
            Options options = options(test, 2);
            Range range = Range.parse(text(test, 0), options);
            assertEquals(test.get(1), range == null ? null : range.toString());
            if (range != null) {
                assertEquals(
                        range.toString(),
                        String.valueOf(Range.parse(range.toString(), options)),
                        "its own canonical form");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> rangesIntersect() {
        return each("range-intersection", test -> {
            Options options = Boolean.TRUE.equals(optional(test, 3)) ? Options.STRICT_WITH_PRERELEASES : Options.STRICT;
            Range one = requireNonNull(Range.parse(text(test, 0), options));
            Range other = requireNonNull(Range.parse(text(test, 1), options));
            assertEquals(test.get(2), one.intersects(other));
            assertEquals(test.get(2), other.intersects(one));
        });
    }

    @TestFactory
    Stream<DynamicTest> versionsAboveARange() {
        return each("version-gt-range", test -> assertTrue(range(test, 0, 2).isBelow(version(test, 1, 2))));
    }

    @TestFactory
    Stream<DynamicTest> versionsNotAboveARange() {
        return each(
                "version-not-gt-range", test -> assertFalse(range(test, 0, 2).isBelow(version(test, 1, 2))));
    }

    private static Stream<DynamicTest> each(String file, Consumer<List<?>> check) {
        List<List<?>> cases = ConformanceCases.cases("semver/" + file + ".json");
        assertFalse(cases.isEmpty());
        return cases.stream().map(test -> DynamicTest.dynamicTest(test.toString(), () -> check.accept(test)));
    }

    private static Version version(List<?> test, int index, int options) {
        Version version = Version.parse(text(test, index), options(test, options));
        assertNotNull(version, text(test, index));
        return version;
    }

    private static Range range(List<?> test, int index, int options) {
        Range range = Range.parse(text(test, index), options(test, options));
        assertNotNull(range, text(test, index));
        return range;
    }

    private static PrereleaseLabel.Counter counter(@Nullable Object base) {
        if (Boolean.FALSE.equals(base)) {
            return PrereleaseLabel.Counter.ABSENT;
        }
        return "1".equals(String.valueOf(base)) ? PrereleaseLabel.Counter.FROM_ONE : PrereleaseLabel.Counter.FROM_ZERO;
    }

    private static String text(List<?> test, int index) {
        return String.valueOf(test.get(index));
    }

    private static List<String> texts(@Nullable Object list) {
        return ((List<?>) requireNonNull(list)).stream().map(String::valueOf).toList();
    }

    private static @Nullable Object optional(List<?> test, int index) {
        return index < test.size() ? test.get(index) : null;
    }

    /** Anything true-ish that is no object means loose. */
    private static Options options(List<?> test, int index) {
        Object value = optional(test, index);
        boolean loose = value instanceof Map<?, ?> map ? isTrue(map.get("loose")) : isTrue(value);
        boolean prereleases = value instanceof Map<?, ?> map && isTrue(map.get("includePrerelease"));
        if (prereleases) {
            return loose ? Options.LOOSE_WITH_PRERELEASES : Options.STRICT_WITH_PRERELEASES;
        }
        return loose ? Options.LOOSE : Options.STRICT;
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null && !value.equals(false) && !value.equals(0L) && !value.equals("");
    }
}
