package dev.dx.engine.npm.config;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Any text as an .npmrc. */
public final class NpmrcFuzzer {
    private NpmrcFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Objects.requireNonNull(Ini.parse(text));
        text.lines().forEach(line -> {
            Ini.keyOf(line);
            Ini.isSection(line);
        });
    }
}
