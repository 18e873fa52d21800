package dev.dx.engine.npm.semver;

import java.nio.charset.StandardCharsets;

/** Any text as a version and as a range. */
public final class SemverFuzzer {
    private SemverFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        int cut = text.indexOf('\n');
        String first = cut < 0 ? text : text.substring(0, cut);
        String second = cut < 0 ? "1.2.3" : text.substring(cut + 1);
        for (Options options : new Options[] {Options.STRICT_WITH_PRERELEASES, Options.LOOSE}) {
            Range range = Range.parse(first, options);
            Version version = Version.parse(second, options);
            if (range != null) {
                if (version != null) {
                    range.satisfies(version);
                }
                Version lowest = range.minVersion();
                Range repeated = Range.parse(range.toString(), options);
                if (repeated == null && range.toString().length() < 250) {
                    throw new AssertionError(range + " is not read again");
                }
                if (lowest != null && !range.satisfies(lowest)) {
                    throw new AssertionError(lowest + " is not in " + range);
                }
            }
            Version again = version == null ? null : Version.parse(version.toString(), options);
            if (version != null && again != null && version.compareTo(again) != 0) {
                throw new AssertionError(version + " is not " + again);
            }
        }
    }
}
