package dev.dx.registry.transfer;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder {@code .unfinished} in another one, there for as long as not all of that has been written. Whoever writes has a
 * mark in it, which stays if it is killed or fails, until somebody has written all of the same work.
 *
 * <pre>
 * WORK.PID.HEX       a mark: says in words what is being written
 * WORK.0.HEX         a mark of somebody who gave up
 * WORK.PID.HEX.part  a file that has no name yet
 * </pre>
 */
public final class Unfinished implements AutoCloseable {
    private static final String FOLDER = ".unfinished";
    private static final Pattern NAME = Pattern.compile("([a-z0-9-]+)\\.(\\d{1,18})\\.[0-9a-f]+(\\.part)?");

    private final Path folder;
    private final String work;
    private final Path mark;

    private Unfinished(Path folder, String work, Path mark) {
        this.folder = folder;
        this.work = work;
        this.mark = mark;
    }

    /**
     * Marks a folder.
     *
     * @param work what is to be done, in lower case, digits and hyphens: whoever has done the same has done all of it
     * @param words what is to be done, for whoever finds the mark
     */
    static Unfinished begin(Path of, String work, String words) throws IOException {
        Path folder = Files.createDirectories(of.resolve(FOLDER));
        Path mark = folder.resolve(name(work, ProcessHandle.current().pid()));
        Files.writeString(mark, words + "\n");
        Unfinished unfinished = new Unfinished(folder, work, mark);
        // The own mark is there: what others left half-done is said in one place at any time.
        unfinished.sweep();
        return unfinished;
    }

    private static String name(String work, long pid) {
        return work + "." + pid + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** What is said by those who were killed or failed while they wrote. */
    public static List<String> in(Path folder) throws IOException {
        List<String> words = new ArrayList<>();
        Path marks = folder.resolve(FOLDER);
        if (Files.isDirectory(marks)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(marks)) {
                for (Path file : files) {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches() && name.group(3) == null && isLeft(file, name)) {
                        words.add(Files.readString(file).strip());
                    }
                }
            }
        }
        return words;
    }

    /** A path for a file that gets its name later. */
    Path part() throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(name(work, ProcessHandle.current().pid()) + ".part");
    }

    /** All is written. */
    void done() throws IOException {
        Files.deleteIfExists(mark);
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException another) {
            // Somebody else writes there, and removes it.
        }
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && name.group(1).equals(work) && isLeft(file, name)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether whoever wrote the file is gone; a process that began later only has its number. */
    private static boolean isLeft(Path file, Matcher name) throws IOException {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(Long.parseLong(name.group(2)))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> !start.isAfter(written.plusSeconds(1)))
                            .orElse(true))
                    .isEmpty();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Where not all is written, the mark stays, and this process is no longer at it. */
    @Override
    public void close() throws IOException {
        if (Files.exists(mark)) {
            Files.move(mark, folder.resolve(name(work, 0)), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
