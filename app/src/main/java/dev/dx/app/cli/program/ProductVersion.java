package dev.dx.app.cli.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this build, as the build wrote it down. */
public final class ProductVersion {
    private ProductVersion() {}

    /** Which build this is, as its launchers name it; a dash where no launcher started it. */
    public static String build() {
        String named = System.getProperty("dx.build", "");
        return named.isEmpty() ? "-" : named;
    }

    public static String read() {
        try (InputStream file = ProductVersion.class.getResourceAsStream("version.txt")) {
            if (file == null) {
                throw new IllegalStateException("version.txt is not part of this build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
