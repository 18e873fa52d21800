package dev.dx.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A note that a server runs on a folder, for commands that want to stop it or ask how it is. Only who can read the folder
 * knows the secret that it takes orders for.
 */
public record ServerRecord(Path file, long pid, URI http, Instant since, String secret) {
    static ServerRecord write(Path folder, URI http, Instant since) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        long pid = ProcessHandle.current().pid();
        Path servers = Files.createDirectories(folder.resolve("servers"));
        Path file = servers.resolve(pid + "-" + http.getPort() + ".json");
        Map<String, String> json = new LinkedHashMap<>();
        json.put("pid", Long.toString(pid));
        json.put("http", http.toString());
        json.put("since", since.toString());
        json.put("secret", secret);
        Path written = servers.resolve(file.getFileName() + ".tmp");
        Files.writeString(written, JsonWriter.writeFile(JsonObject.ofStrings(json), JsonStyle.NPM));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new ServerRecord(file, pid, http, since, secret);
    }

    /** The servers that say they run on a folder; one that was killed may still say so. */
    public static List<ServerRecord> in(Path folder) {
        List<ServerRecord> records = new ArrayList<>();
        Path servers = folder.toAbsolutePath().normalize().resolve("servers");
        if (!Files.isDirectory(servers)) {
            return records;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(servers, "*.json")) {
            for (Path file : files) {
                ServerRecord one = read(file);
                if (one != null) {
                    records.add(one);
                }
            }
        } catch (IOException failure) {
            throw DxException.io(servers.toString(), failure);
        }
        return records;
    }

    private static @Nullable ServerRecord read(Path file) {
        try {
            JsonObject json = JsonReader.readObject(Files.readString(file, StandardCharsets.UTF_8));
            String pid = json.string("pid");
            String http = json.string("http");
            String since = json.string("since");
            String secret = json.string("secret");
            return pid == null || http == null || since == null || secret == null
                    ? null
                    : new ServerRecord(file, Long.parseLong(pid), URI.create(http), Instant.parse(since), secret);
        } catch (IOException | JsonReader.MalformedJsonException | NumberFormatException | DateTimeException damaged) {
            return null;
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Whether its process is there still. */
    public boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }
}
