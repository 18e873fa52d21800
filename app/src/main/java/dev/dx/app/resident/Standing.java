package dev.dx.app.resident;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * As whom a process makes files.
 *
 * @param umask what it takes from their permissions, in octal digits; empty where the system does not say
 * @param user the number of its user; empty where the system has none
 */
public record Standing(String umask, String user) {
    private static final Path PROCESS = Path.of("/proc/self");

    static Standing ofThisProcess() throws IOException {
        if (!Files.isDirectory(PROCESS)) {
            return new Standing("", "");
        }
        String umask = Files.readAllLines(PROCESS.resolve("status")).stream()
                .filter(line -> line.startsWith("Umask:"))
                .map(line -> line.substring("Umask:".length()).strip())
                .findFirst()
                .orElse("");
        return new Standing(umask, Files.getAttribute(PROCESS, "unix:uid").toString());
    }
}
