package dev.dx.app.gui.task;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What windows have under way that changes something, a file for each: written before the work begins and deleted when it is
 * over, however it ends. What is left of a process that is no more was interrupted. Every method blocks; safe for use by many
 * threads. Where nothing can be written work goes on all the same, and leaves no trace.
 */
public final class Journal {
    private static final String ENDING = ".json";
    private static final long MOST_BYTES = 1 << 20;
    private static final AtomicLong COUNTER = new AtomicLong();

    private final @Nullable Path folder;
    private final Set<Path> own = ConcurrentHashMap.newKeySet();

    private Journal(@Nullable Path folder) {
        this.folder = folder;
    }

    public static Journal in(Path folder) {
        return new Journal(folder);
    }

    /** Writes nothing down. */
    public static Journal none() {
        return new Journal(null);
    }

    /**
     * Work that a process did not bring to its end.
     *
     * @param title what it was about
     */
    public record Interrupted(Path file, String title, Resumption resumption) {}

    /** Work that is under way. */
    public interface Mark extends AutoCloseable {
        /** It is over. */
        @Override
        void close();
    }

    /** Says that work begins. */
    public Mark begin(String title, Resumption resumption) {
        if (folder == null) {
            return () -> {};
        }
        ProcessHandle self = ProcessHandle.current();
        Path file = folder.resolve(
                self.pid() + "-" + System.currentTimeMillis() + "-" + COUNTER.incrementAndGet() + ENDING);
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("process", new JsonValue.Text(Long.toString(self.pid())));
        json.put("started", new JsonValue.Text(started(self)));
        json.put("title", new JsonValue.Text(title));
        json.put("kind", new JsonValue.Text(resumption.kind().name()));
        List<JsonValue> words = new ArrayList<>();
        resumption.words().forEach(word -> words.add(new JsonValue.Text(word)));
        json.put("words", new JsonArray(words));
        own.add(file);
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "begin", ".new");
            Files.writeString(fresh, JsonWriter.writeFile(JsonObject.of(json), JsonStyle.NPM));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            System.getLogger(Journal.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            DxException.io(file.toString(), unwritable).getMessage());
        }
        return () -> delete(file);
    }

    /** What this process has begun is not to be told by the next: it ends in good order. */
    public void close() {
        own.forEach(this::delete);
    }

    /** What processes that are no more have begun and not ended, the oldest first. */
    public List<Interrupted> interrupted() {
        List<Interrupted> found = new ArrayList<>();
        if (folder == null) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                Interrupted read = read(file);
                if (read != null) {
                    found.add(read);
                }
            }
        } catch (NoSuchFileException never) {
            return found;
        } catch (IOException unreadable) {
            throw DxException.io(folder.toString(), unreadable);
        }
        found.sort(Comparator.comparing(Interrupted::file));
        return found;
    }

    /** It was taken up again, or nobody wants it to be. */
    public void forget(Interrupted work) {
        delete(work.file());
    }

    /** Null for what is under way, and for what cannot be understood. */
    private static @Nullable Interrupted read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return null;
            }
            JsonObject json = JsonReader.readObject(Files.readString(file));
            String process = json.string("process");
            String title = json.string("title");
            String kind = json.string("kind");
            JsonArray words = json.array("words");
            if (process == null || title == null || kind == null || words == null) {
                return null;
            }
            boolean goesOn = ProcessHandle.of(Long.parseLong(process))
                    .filter(handle -> started(handle).equals(json.string("started")))
                    .isPresent();
            return goesOn
                    ? null
                    : new Interrupted(file, title, new Resumption(Resumption.Kind.valueOf(kind), words.strings()));
        } catch (IOException | JsonReader.MalformedJsonException | IllegalArgumentException illegible) {
            return null;
        }
    }

    /** When a process began: another may be given the same number later. */
    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private void delete(Path file) {
        own.remove(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            System.getLogger(Journal.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            DxException.io(file.toString(), stays).getMessage());
        }
    }
}
