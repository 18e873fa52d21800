package dev.dx.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A note that a server runs on a folder. Whoever removes it, and so may write there, ends the server. */
public record ServerRecord(
        Path file, long pid, URI http, @Nullable URI dxrp, Instant since) {
    static ServerRecord write(Path folder, URI http, @Nullable URI dxrp, Instant since) throws IOException {
        long pid = ProcessHandle.current().pid();
        Path servers = Files.createDirectories(folder.resolve("servers"));
        Path file = servers.resolve(pid + "-" + http.getPort() + ".json");
        Map<String, String> json = new LinkedHashMap<>();
        json.put("pid", Long.toString(pid));
        json.put("http", http.toString());
        if (dxrp != null) {
            json.put("dxrp", dxrp.toString());
        }
        json.put("since", since.toString());
        Path written = servers.resolve(file.getFileName() + ".tmp");
        Files.writeString(written, JsonWriter.writeFile(JsonObject.ofStrings(json), JsonStyle.NPM));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new ServerRecord(file, pid, http, dxrp, since);
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
            String dxrp = json.string("dxrp");
            return pid == null || http == null || since == null
                    ? null
                    : new ServerRecord(
                            file,
                            Long.parseLong(pid),
                            URI.create(http),
                            dxrp == null ? null : URI.create(dxrp),
                            Instant.parse(since));
        } catch (IOException | JsonReader.MalformedJsonException | NumberFormatException | DateTimeException damaged) {
            return null;
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** Whether the server is there still and takes connections. */
    public boolean answers() {
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(http.getHost(), http.getPort()), 1_000);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Ends the server and waits until it is gone; whether there was one. */
    public boolean stop(Duration patience) {
        boolean answered = answers();
        remove();
        long end = System.nanoTime() + patience.toNanos();
        while (answered && answers()) {
            if (System.nanoTime() > end) {
                throw new DxException(
                        ErrorCode.DX_BUSY,
                        "the registry at " + http + " does not stop",
                        "End process " + pid + " by other means.");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            }
        }
        return answered;
    }

    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }
}
