package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of npm's settings as text, to change single settings in. Comments, order and whatever else stands in it stay as
 * they are. It is readable by its user alone once written, since secrets stand in such files, and is replaced whole.
 */
public final class NpmrcFile {
    private final Path file;
    private final String lineEnd;
    private final List<String> lines;

    private NpmrcFile(Path file, String text) {
        this.file = file;
        this.lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /** The file as it stands; one that does not exist is empty. */
    public static NpmrcFile read(Path file) {
        try {
            // A link, as people who keep their settings elsewhere have it, stays one.
            Path real = Files.exists(file) ? file.toRealPath() : file;
            return new NpmrcFile(real, Files.readString(real));
        } catch (NoSuchFileException none) {
            return new NpmrcFile(file, "");
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    public NpmrcFile set(String key, String value) {
        SettingKeys.check(key, value);
        return replace(key, Ini.line(key, value));
    }

    public NpmrcFile delete(String key) {
        return replace(key, null);
    }

    private NpmrcFile replace(String key, @Nullable String line) {
        String pending = line;
        int end = 0;
        while (end < lines.size() && !Ini.isSection(lines.get(end))) {
            if (!key.equals(Ini.keyOf(lines.get(end)))) {
                end++;
            } else if (pending == null) {
                lines.remove(end);
            } else {
                lines.set(end++, pending);
                pending = null;
            }
        }
        if (pending != null) {
            lines.add(end, pending);
        }
        return this;
    }

    public void write() {
        Path temporary = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            temporary = Files.createTempFile(folder, ".npmrc", ".tmp");
            String text = lines.isEmpty() ? "" : String.join(lineEnd, lines) + lineEnd;
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            if (Files.exists(file)
                    && Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            temporary = null;
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        } finally {
            discard(temporary);
        }
    }

    private static void discard(@Nullable Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException stays) {
            // an empty file beside the real one harms nobody
        }
    }
}
