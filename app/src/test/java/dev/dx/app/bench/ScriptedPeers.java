package dev.dx.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Package managers that a test writes, as scripts for the shell. */
public final class ScriptedPeers {
    /** Makes node_modules with what the project of {@link #project} wants, a lock and a cache. */
    public static final String INSTALLS = """
        case $1 in --version) echo 9.9.9; exit;; esac
        mkdir -p node_modules/left "$BUN_INSTALL_CACHE_DIR"
        echo '{"version":"1.0.0"}' > node_modules/left/package.json
        echo lock > bun.lock
        echo "$*" >> "$BUN_INSTALL_CACHE_DIR/calls"
        """;

    private final Path folder;

    public ScriptedPeers(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    public Path folder() {
        return folder;
    }

    public ScriptedPeers with(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** A project that wants what {@link #INSTALLS} installs. */
    public static Path project(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\"left\": \"1\"}}");
        return folder;
    }
}
