package dev.dx.engine.npm.semver;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.semver.PrereleaseLabel.Counter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @Test
    void keepsTheTextItWasReadFrom() {
        Version version = version(" v4.17.21-rc.1+sha.5114f85 ");
        assertEquals(" v4.17.21-rc.1+sha.5114f85 ", version.raw());
        assertEquals("4.17.21-rc.1", version.toString());
        assertEquals(List.of("rc", "1"), version.prerelease());
        assertEquals(List.of("sha", "5114f85"), version.build());
        assertTrue(version.isPrerelease());
    }

    @ParameterizedTest
    @CsvSource({
        "01.2.3, 1.2.3",
        "1.2.3alpha, 1.2.3-alpha",
        "=v2.0.0, 2.0.0",
        "'= v 2.0.0', 2.0.0",
        "1.2.3-01, 1.2.3-1",
        "1.2.34.5, 1.2.3-4.5",
        "1.2.3-, 1.2.3--",
        "1.2.3-00099999999999999999999, 1.2.3-00099999999999999999999"
    })
    void readsLooselyWhatIsNoVersionStrictly(String text, String canonical) {
        assertEquals(canonical, version(text).toString());
        assertNull(Version.parse(text, Options.STRICT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v",
                "1",
                "1.2",
                "1.2.",
                "1.2.3.4",
                "1.2.3+",
                "1.2.3-a..b",
                "1.2.3-a+b+c",
                "1.2.3 4",
                "a.b.c",
                "1..3",
                "-1.2.3",
                "1.2.3-\u00e4",
                "\u0661.2.3",
                "1.2.3/../../x",
                "9007199254740992.0.0"
            })
    void refusesWhatIsNoVersionHoweverLoosely(String text) {
        assertNull(Version.parse(text, Options.STRICT));
        assertNull(Version.parse(text, Options.LOOSE));
    }

    @Test
    void limitsLengthAndNumbers() {
        String longest = "1.2.3-" + "a".repeat(250);
        assertNotNull(Version.parse(longest));
        assertNull(Version.parse(longest + "a"));
        assertEquals(9007199254740991L, version("9007199254740991.0.0").major());
    }

    @Test
    void ordersAsSemverDoes() {
        List<Version> ordered = new ArrayList<>();
        for (String text : ("0.0.0-0 0.0.0 1.0.0--1 1.0.0-0.0 1.0.0-2 1.0.0-10 1.0.0-10.a 1.0.0-9007199254740993"
            + " 1.0.0-99999999999999999999 1.0.0--- 1.0.0-1a 1.0.0-A 1.0.0-a 1.0.0-a.0 1.0.0-a.b 1.0.0-b 1.0.0 1.0.1"
            + " 1.1.0 1.10.0 2.0.0-0 2.0.0")
                .split(" ")) {
            ordered.add(version(text));
        }
        // A hyphen makes an identifier a word, and words come after numbers.
        ordered.sort(Version::compareTo);
        assertEquals(
                "0.0.0-0 0.0.0 1.0.0-0.0 1.0.0-2 1.0.0-10 1.0.0-10.a 1.0.0-9007199254740993 1.0.0-99999999999999999999"
                        + " 1.0.0--- 1.0.0--1 1.0.0-1a 1.0.0-A 1.0.0-a 1.0.0-a.0 1.0.0-a.b 1.0.0-b 1.0.0 1.0.1 1.1.0"
                        + " 1.10.0 2.0.0-0 2.0.0",
                String.join(" ", ordered.stream().map(Version::toString).toList()));
    }

    @Test
    void comparesInATotalOrder() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            versions.add(version(RandomSemver.version(random)));
        }
        Collections.sort(versions);
        for (int i = 0; i < versions.size(); i++) {
            for (int j = i; j < versions.size(); j++) {
                Version low = versions.get(i);
                Version high = versions.get(j);
                assertTrue(low.compareTo(high) <= 0, () -> low + " and " + high + ", seed " + seed);
                assertEquals(low.compareTo(high), -high.compareTo(low), () -> low + " and " + high + ", seed " + seed);
                assertEquals(low.equals(high), low.compareTo(high) == 0, () -> low + " and " + high);
            }
        }
    }

    @Test
    void comparesBuildsOnlyWhenAsked() {
        Version plain = version("1.0.0");
        Version first = version("1.0.0+1");
        Version second = version("1.0.0+2.a");
        assertEquals(first, second);
        assertEquals(0, first.compareTo(second));
        assertTrue(plain.compareBuild(first) < 0);
        assertTrue(second.compareBuild(first) > 0);
        assertTrue(version("2.0.0").compareBuild(second) > 0);
    }

    @ParameterizedTest
    @CsvSource({
        "5.6.7, MAJOR, '', FROM_ZERO, 6.0.0",
        "6.0.0-rc.1, MAJOR, '', FROM_ZERO, 6.0.0",
        "6.1.0-rc.1, MAJOR, '', FROM_ZERO, 7.0.0",
        "6.1.0-rc.1, MINOR, '', FROM_ZERO, 6.1.0",
        "6.1.1-rc.1, MINOR, '', FROM_ZERO, 6.2.0",
        "6.1.1-rc.1, PATCH, '', FROM_ZERO, 6.1.1",
        "6.1.1-rc.1, RELEASE, '', FROM_ZERO, 6.1.1",
        "6.1.1, RELEASE, '', FROM_ZERO,",
        "5.6.7, PREMAJOR, '', FROM_ZERO, 6.0.0-0",
        "5.6.7, PREMINOR, next, FROM_ONE, 5.7.0-next.1",
        "5.6.7-x.3, PREPATCH, next, ABSENT, 5.6.8-next",
        "5.6.7, PRERELEASE, beta, FROM_ZERO, 5.6.8-beta.0",
        "5.6.8-beta.0, PRERELEASE, beta, FROM_ZERO, 5.6.8-beta.1",
        "5.6.8-beta.9.x, PRERELEASE, beta, FROM_ZERO, 5.6.8-beta.10.x",
        "5.6.8-beta.1, PRERELEASE, rc, FROM_ONE, 5.6.8-rc.1",
        "5.6.8-beta, PRERELEASE, beta, ABSENT,",
        "5.6.8-beta, PRERELEASE, '', ABSENT,",
        "5.6.8, PRERELEASE, 'not an id', FROM_ZERO,",
        "5.6.8, PRERELEASE, 07, FROM_ZERO,",
        "5.6.8, PRE, a.b, FROM_ZERO, 5.6.8-a.b.0"
    })
    void increments(String from, ReleaseType type, String label, Counter counter, @Nullable String to) {
        Version next = version(from).increment(type, new PrereleaseLabel(label, counter), Options.STRICT);
        assertEquals(to, next == null ? null : next.toString());
    }

    @Test
    void incrementsKeepTheBuild() {
        Version next = requireNonNull(version("1.2.3+linux").increment(ReleaseType.PATCH));
        assertEquals("1.2.4+linux", next.raw());
        assertEquals("1.2.4", next.toString());
        assertEquals(List.of("linux"), next.build());
    }

    @ParameterizedTest
    @CsvSource({
        "release 2.3 final, 2.3.0, 2.3.0",
        "1.2.3.4, 1.2.3, 2.3.4",
        "v17, 17.0.0, 17.0.0",
        "a.b.c 4.5.6-rc.1+x, 4.5.6, 1.0.0",
        "12345678901234567 then 8, 8.0.0, 8.0.0",
        "7.12345678901234567, 7.0.0, 7.0.0"
    })
    void coercesWhatCouldBeMeantAsAVersion(String text, String first, String last) {
        assertEquals(first, String.valueOf(Version.coerce(text, Options.STRICT)));
        assertEquals(last, String.valueOf(Version.coerceLast(text, Options.STRICT)));
    }

    @Test
    void coercesNothingFromNothing() {
        assertNull(Version.coerce("no digits", Options.STRICT));
        assertNull(Version.coerceLast("", Options.STRICT));
        assertNull(Version.coerce("01", Options.STRICT), "which strictly is no number");
    }

    @Test
    void coercionKeepsPrereleasesWhereTheyAreIncluded() {
        Version version = requireNonNull(Version.coerce("v4.5-rc.1+b.2 x", Options.STRICT_WITH_PRERELEASES));
        assertEquals("4.5.0-rc.1", version.toString());
        assertEquals(List.of("b", "2"), version.build());
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, 2.0.0, MAJOR",
        "1.1.0, 1.0.9, MINOR",
        "1.0.0, 1.0.1, PATCH",
        "1.0.0, 2.0.0-0, PREMAJOR",
        "1.0.0-0, 1.0.0-1, PRERELEASE",
        "1.0.0-0, 1.0.0, MAJOR",
        "1.1.0-0, 1.1.0, MINOR",
        "1.1.1-0, 1.1.1, PATCH",
        "1.0.0+a, 1.0.0+b,"
    })
    void namesTheStepBetweenVersions(String one, String other, @Nullable ReleaseType step) {
        assertEquals(step, version(one).difference(version(other)));
        assertEquals(step, version(other).difference(version(one)));
    }

    @Test
    void cleansPrefixes() {
        assertEquals("1.2.3", String.valueOf(Version.clean("  =v1.2.3   ", Options.STRICT)));
        assertNull(Version.clean(">1.2.3", Options.STRICT));
    }

    @Test
    void canonicalTextReadsBackAsTheSame() {
        long seed = 77;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Version version = version(RandomSemver.version(random));
            Version again = requireNonNull(Version.parse(version.toString(), Options.STRICT), () -> "seed " + seed);
            assertEquals(version, again);
            assertEquals(version.toString(), again.toString());
            assertFalse(version.compareTo(again) != 0);
        }
    }

    private static Version version(String text) {
        return requireNonNull(Version.parse(text), text);
    }
}
