package dev.dx.registry;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds out which process listens on a port, where the system says so to whoever asks. */
final class PortHolder {
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /** In words, for the end of a sentence. */
    static String of(int port) {
        try {
            Set<String> sockets = sockets(port);
            if (!sockets.isEmpty()) {
                try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                    for (Path process : processes) {
                        if (holds(process, sockets)) {
                            String command =
                                    Files.readString(process.resolve("comm")).strip();
                            return "process " + process.getFileName() + " (" + command + ")";
                        }
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException unknown) {
            // Then it stays unknown.
        }
        return "another process";
    }

    private static Set<String> sockets(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (!Files.isReadable(Path.of(table))) {
                continue;
            }
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = SPACES.split(line.strip());
                if (fields.length > 9
                        && fields[1].endsWith(String.format(":%04X", port))
                        && fields[3].equals(LISTENING)) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return sockets;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException anothers) {
            // Of somebody else's processes nothing is told.
        }
        return false;
    }
}
