package dev.dx.engine.npm.semver;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    @ParameterizedTest
    @CsvSource({
        "^4.17.0, >=4.17.0 <5.0.0-0",
        "^0.4.17, >=0.4.17 <0.5.0-0",
        "^0.0.4, >=0.0.4 <0.0.5-0",
        "^0.0, <0.1.0-0",
        "^0, <1.0.0-0",
        "~7.2, >=7.2.0 <7.3.0-0",
        "~>7.2.9-b, >=7.2.9-b <7.3.0-0",
        "7.2.9 - 8, >=7.2.9 <9.0.0-0",
        "v7 - =8.x, >=7.0.0 <9.0.0-0",
        "> 7, >=8.0.0",
        "<=7.2, <7.3.0-0",
        ">=7.x.x, >=7.0.0",
        "'', *",
        "' * ', *",
        "' || 1', *",
        ">*, <0.0.0-0",
        ">1 <1 || >* || 3.x, >=2.0.0 <1.0.0-0||>=3.0.0 <4.0.0-0",
        "1.2.3 1.2.3 =1.2.3, 1.2.3",
        ">=0.0.0, *",
        ">=0.0.0-0, >=0.0.0-0",
        "1.2.3+build.5, 1.2.3",
        "1.2.3*, 1.2.3"
    })
    void printsCanonically(String text, String canonical) {
        assertEquals(canonical, range(text, Options.STRICT).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                ">",
                "1.2.3.4.5.6",
                "1 - 2 - 3",
                "^1.2.3 foo",
                ">=1.2.3 <",
                "1.x.3",
                "x.1",
                "01.2.3",
                "=>1",
                "9007199254740992",
                "^9007199254740991.1.1",
                "git+https://host/x",
                "../x",
                "1.2.3-",
                "=v=1.2.3"
            })
    void refusesWhatIsNoRange(String text) {
        assertNull(Range.parse(text, Options.STRICT));
    }

    @ParameterizedTest
    @CsvSource({
        "latest, ",
        "^1.2.3 foo, >=1.2.3 <2.0.0-0",
        "foo || 2.x, >=2.0.0 <3.0.0-0",
        "01.02.03, 1.2.3",
        "=v=1.2.3beta, 1.2.3-beta",
        ">=1.2.30.4, >=1.2.3-0.4",
        ">1.2.3.4.5,",
        "9007199254740992 || 1,"
    })
    void dropsWhatIsNoComparatorLoosely(String text, @Nullable String canonical) {
        Range range = Range.parse(text);
        assertEquals(canonical, range == null ? null : range.toString());
    }

    @Test
    void keepsTheTextItWasReadFrom() {
        assertEquals(">=1.2 <3 || x", range(" >=1.2\t <3 ||\nx", Options.STRICT).raw());
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2.3-beta.2, 1.2.3-beta.4, true, true",
        "^1.2.3-beta.2, 1.2.3-alpha, false, false",
        "^1.2.3-beta.2, 1.2.4-beta.4, false, true",
        "^1.2.3, 2.0.0-alpha, false, false",
        "*, 1.0.0-rc.1, false, true",
        "<2, 2.0.0-0, false, false",
        "1.x, 1.0.0-0, false, true",
        "1.0.0 - 2.0.0, 2.0.0-rc, false, true",
        "1.0.0 - 2.0.0, 2.0.1-0, false, false",
        "2.0.0-rc || 1, 2.0.0-rc, true, true"
    })
    void admitsPrereleasesOnlyWhereNamedOrIncluded(String range, String version, boolean named, boolean included) {
        assertEquals(named, range(range, Options.STRICT).satisfies(version(version)));
        assertEquals(included, range(range, Options.STRICT_WITH_PRERELEASES).satisfies(version(version)));
    }

    @Test
    void picksTheHighestAndLowest() {
        List<Version> versions = new ArrayList<>();
        for (String text : List.of("1.0.0", "1.4.0+a", "1.4.0+b", "1.5.0-rc", "2.0.0", "0.9.0")) {
            versions.add(version(text));
        }
        Range range = range("^1", Options.LOOSE);
        assertEquals("1.4.0+a", requireNonNull(range.maxSatisfying(versions)).raw());
        assertEquals("1.0.0", requireNonNull(range.minSatisfying(versions)).raw());
        assertNull(range(">=3", Options.LOOSE).maxSatisfying(versions));
        assertNull(range(">=3", Options.LOOSE).minSatisfying(versions));
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2, ^1.9, true",
        "^1.2, ^2, false",
        "<1.2.3, >=1.2.3, false",
        "<=1.2.3, >=1.2.3, true",
        "1.x || 3.x, 2.x || 3.1, true",
        ">=2 <2, *, false",
        "<0.0.0, >=0.0.0-0, false",
        "1.2.3-a, *, false",
        "*, 1.2.3-a, true"
    })
    void meets(String one, String other, boolean expected) {
        assertEquals(expected, range(one, Options.STRICT).intersects(range(other, Options.STRICT)));
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2.3, ^1, true",
        "^1, ^1.2.3, false",
        "1.2.3, >1 || 1.2.x, true",
        "1.2.x || 2.0.0, >=1, true",
        "1.2.x || 4, <3, false",
        ">=1.2.3-rc, >=1.0.0, false",
        ">=1.2.3-rc, >=1.2.3-beta, true",
        ">2 <1, 7.7.7, true",
        "*, >=0.0.0, true",
        ">=1.0.0 <=1.0.0, 1.0.0, true",
        ">1.0.0 <1.0.1, <2.0.0, true",
        ">1, <4, false",
        "<4, >1, false"
    })
    void contains(String inner, String outer, boolean expected) {
        assertEquals(expected, range(inner, Options.STRICT).isSubsetOf(range(outer, Options.STRICT)));
    }

    @ParameterizedTest
    @CsvSource({
        "*, 0.0.0",
        "^3.1, 3.1.0",
        ">3.1.0, 3.1.1",
        ">3.1.0-a, 3.1.0-a.0",
        "5 || 4 || 6, 4.0.0",
        "<0.0.0-0,",
        ">4 <3,",
        "<0.0.0-b, 0.0.0-0",
        ">2.1 <=2.3 >2.1.9, 2.2.0"
    })
    void beginsAt(String range, @Nullable String expected) {
        Version lowest = range(range, Options.STRICT).minVersion();
        assertEquals(expected, lowest == null ? null : lowest.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2.3, 2.0.0, true, false",
        "^1.2.3, 1.2.2, false, true",
        "^1.2.3, 1.5.0, false, false",
        "1 || 3, 2.0.0, false, false",
        ">1.2.3, 1.2.3, false, true",
        "<1.2.3, 1.2.3, true, false",
        "1.2.3, 1.2.3-rc, false, true",
        "*, 1.0.0, false, false"
    })
    void liesBeside(String range, String version, boolean isBelow, boolean isAbove) {
        assertEquals(isBelow, range(range, Options.STRICT).isBelow(version(version)));
        assertEquals(isAbove, range(range, Options.STRICT).isAbove(version(version)));
    }

    @ParameterizedTest
    @EnumSource(Options.class)
    void itsAnswersAgreeWithEachOther(Options options) {
        long seed = 4242;
        Random random = new Random(seed);
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            versions.add(version(RandomSemver.version(random)));
        }
        for (int i = 0; i < 2_000; i++) {
            Range one = range(RandomSemver.range(random), options);
            Range other = range(RandomSemver.range(random), options);
            Range again = range(one.toString(), options);
            boolean isSubset = one.isSubsetOf(other);
            boolean meets = one.intersects(other);
            Version lowest = one.minVersion();
            for (Version version : versions) {
                Supplier<@Nullable String> context =
                        () -> one.raw() + " | " + other.raw() + " | " + version + ", seed " + seed;
                boolean satisfies = one.satisfies(version);
                assertEquals(satisfies, again.satisfies(version), context);
                assertFalse(satisfies && (one.isBelow(version) || one.isAbove(version)), context);
                assertFalse(satisfies && isSubset && !other.satisfies(version), context);
                assertFalse(satisfies && other.satisfies(version) && !meets, context);
                if (satisfies && !version.isPrerelease() && lowest != null) {
                    assertTrue(one.satisfies(lowest) && lowest.compareTo(version) <= 0, context);
                }
            }
        }
    }

    @Test
    void hostileRangesTakeNoLongerThanTheirLength() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertNull(Range.parse("= ".repeat(200_000) + ">", Options.STRICT));
            assertNull(Range.parse("=".repeat(400_000) + " >", Options.STRICT));
            assertNull(Range.parse(">".repeat(400_000) + "= 1", Options.STRICT));
            assertNull(Range.parse("~> ".repeat(200_000), Options.STRICT));
            assertNull(Range.parse("1.2.3-" + "a.".repeat(200_000), Options.STRICT));
            assertNull(Range.parse("1." + "9".repeat(400_000), Options.LOOSE));
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 100_000; i++) {
                many.append(">=0.0.").append(i).append(' ');
            }
            assertTrue(range(many.toString(), Options.STRICT).satisfies(version("0.0.99999")));
        });
    }

    private static Range range(String text, Options options) {
        return requireNonNull(Range.parse(text, options), text);
    }

    private static Version version(String text) {
        return requireNonNull(Version.parse(text), text);
    }
}
