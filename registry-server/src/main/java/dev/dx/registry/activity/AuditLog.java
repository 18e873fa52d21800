package dev.dx.registry.activity;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who wrote what and when: a line of JSON for each write, in a file that is only added to. */
public final class AuditLog {
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private final RegistryLog log;

    public AuditLog(Path file, RegistryLog log) {
        this.file = file;
        this.log = log;
    }

    public synchronized void wrote(String user, String peer, String what, String about) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("when", Instant.now().toString());
        entry.put("user", user);
        entry.put("from", peer);
        entry.put("what", what);
        entry.put("about", about);
        log.info(user + " from " + peer + ": " + what + " " + about);
        String line = JsonWriter.write(JsonObject.ofStrings(entry), JsonStyle.COMPACT) + "\n";
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
            Files.write(
                    file,
                    line.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            log.error("the audit log cannot be written: " + failure);
        }
    }
}
