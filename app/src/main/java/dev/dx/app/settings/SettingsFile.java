package dev.dx.app.settings;

import dev.dx.app.settings.SettingsJson.DamagedException;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code settings.json} in the DX home, and the only owner of the settings in this process. {@link #current} and
 * {@link #update} never touch the disk: changes are written in the background, the last one last, each by replacing the
 * file as a whole. Safe for use by many threads.
 */
public final class SettingsFile {
    private final Path file;
    private final Executor background;
    private final Consumer<DxException> onUnwritable;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Settings current;
    private Settings written;
    private final @Nullable String damage;

    private SettingsFile(
            Path file,
            Settings current,
            @Nullable String damage,
            Executor background,
            Consumer<DxException> onUnwritable) {
        this.file = file;
        this.current = current;
        this.written = current;
        this.damage = damage;
        this.background = background;
        this.onUnwritable = onUnwritable;
    }

    /**
     * Reads the file; a missing or damaged one means {@link Settings#INITIAL}. Blocks.
     *
     * @param background where writing happens
     * @param onUnwritable told, there, when the file cannot be written; the settings hold for this process all the same
     */
    public static SettingsFile open(Path dxHome, Executor background, Consumer<DxException> onUnwritable) {
        Path file = dxHome.resolve("settings.json");
        Settings settings = Settings.INITIAL;
        String damage = null;
        try {
            settings = SettingsJson.read(Files.readString(file));
        } catch (NoSuchFileException first) {
            // The first start: there is nothing to remember yet.
        } catch (DamagedException damaged) {
            damage = Objects.toString(damaged.getMessage(), "");
        } catch (CharacterCodingException binary) {
            damage = "not UTF-8";
        } catch (IOException unreadable) {
            damage = DxException.io(file.toString(), unreadable).what();
        }
        return new SettingsFile(file, settings, damage, background, onUnwritable);
    }

    public Path file() {
        return file;
    }

    /** Where the window keeps what is its own: the DX home. */
    public Path folder() {
        return Objects.requireNonNull(file.getParent(), "a file in a folder");
    }

    /** Why the file was not used when it was opened; null if it was. */
    public @Nullable String damage() {
        return damage;
    }

    public Settings current() {
        return current;
    }

    /** Changes the settings at once and writes them soon. */
    public void update(UnaryOperator<Settings> change) {
        synchronized (this) {
            Settings next = change.apply(current);
            if (next.equals(current)) {
                return;
            }
            current = next;
        }
        background.execute(this::writeAndTell);
    }

    /** Writes what is not yet written; blocks until it stands on the disk. */
    public void flush() {
        writing.lock();
        try {
            Settings settings = current;
            if (settings.equals(written)) {
                return;
            }
            replace(SettingsJson.write(settings));
            written = settings;
        } finally {
            writing.unlock();
        }
    }

    private void writeAndTell() {
        try {
            flush();
        } catch (DxException unwritable) {
            onUnwritable.accept(unwritable);
        }
    }

    /** A reader sees the old text or the new one, also when this process dies in between. */
    private void replace(String text) {
        try {
            Path folder = Files.createDirectories(Objects.requireNonNull(file.getParent(), "a file in a folder"));
            Path fresh = Files.createTempFile(folder, "settings", ".new");
            try {
                Files.writeString(fresh, text, StandardOpenOption.DSYNC);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
