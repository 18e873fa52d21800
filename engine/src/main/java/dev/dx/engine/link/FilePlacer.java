package dev.dx.engine.link;

import dev.dx.engine.pack.FileMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts single files in place by one strategy, and by copying where that fails for a file. Used by many threads at once.
 */
final class FilePlacer {
    /** As much of a file as npm looks at to find the end of its first line. */
    private static final int FIRST_LINE_LIMIT = 2048;

    /** After so many failures without one success, a strategy is not tried any more. */
    private static final int HOPELESS = 16;

    private static final Set<StandardOpenOption> NEW_FILE =
            EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private final LinkStrategy strategy;
    private final boolean posix;
    private final AtomicInteger refusedLinks = new AtomicInteger();
    private volatile boolean linked;

    FilePlacer(LinkStrategy strategy, Path target) {
        this.strategy = strategy;
        this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    LinkStrategy strategy() {
        return strategy;
    }

    /** Creates {@code target} with the content and mode of {@code source}; answers how that was done. */
    LinkStrategy place(Path source, Path target) throws IOException {
        if (strategy == LinkStrategy.HARDLINK && (linked || refusedLinks.get() < HOPELESS)) {
            try {
                Files.createLink(target, source);
                linked = true;
                return LinkStrategy.HARDLINK;
            } catch (FileAlreadyExistsException | NoSuchFileException notForWantOfLinks) {
                throw notForWantOfLinks;
            } catch (FileSystemException | UnsupportedOperationException refused) {
                // Another mount, too many links on this file, links to other people's files forbidden, none at all on
                // this file system: a copy serves. Whatever else is wrong, a full disk for one, the copy will say.
                refusedLinks.incrementAndGet();
            }
        }
        Files.copy(source, target);
        return strategy == LinkStrategy.REFLINK ? LinkStrategy.REFLINK : LinkStrategy.COPY;
    }

    /**
     * Creates {@code target} as a command that the system can start: executable, and without a carriage return at the
     * end of a {@code #!} line. A file that is like that already is placed as any other; else the change is made in a
     * copy, for the source's other names must not see it.
     */
    LinkStrategy placeExecutable(Path source, Path target, FileMode mode) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(source)) {
            start = in.readNBytes(FIRST_LINE_LIMIT);
            int carriageReturn = carriageReturnOfShebang(start);
            if (carriageReturn < 0 && mode == FileMode.EXECUTABLE) {
                return place(source, target);
            }
            try (WritableByteChannel channel = Files.newByteChannel(target, NEW_FILE, executable());
                    InputStream content = carriageReturn < 0
                            ? new SequenceInputStream(new ByteArrayInputStream(start), in)
                            : new SequenceInputStream(
                                    new ByteArrayInputStream(start, 0, carriageReturn),
                                    new SequenceInputStream(
                                            new ByteArrayInputStream(
                                                    start, carriageReturn + 1, start.length - carriageReturn - 1),
                                            in))) {
                content.transferTo(Channels.newOutputStream(channel));
            }
        }
        return LinkStrategy.COPY;
    }

    /** Whether {@link #placeExecutable} leaves a file as it is. */
    static boolean isReadyToStart(Path source, FileMode mode) throws IOException {
        if (mode != FileMode.EXECUTABLE) {
            return false;
        }
        try (InputStream in = Files.newInputStream(source)) {
            return carriageReturnOfShebang(in.readNBytes(FIRST_LINE_LIMIT)) < 0;
        }
    }

    /** All permissions, of which the process's umask takes its part, as for every new file. */
    private FileAttribute<?>[] executable() {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class))
                }
                : new FileAttribute<?>[0];
    }

    /** Where the carriage return is that ends the {@code #!} line; -1 where there is no such line or no such end. */
    static int carriageReturnOfShebang(byte[] start) {
        if (start.length < 2 || start[0] != '#' || start[1] != '!') {
            return -1;
        }
        for (int i = 2; i < start.length; i++) {
            if (start[i] == '\n') {
                return i > 3 && start[i - 1] == '\r' ? i - 1 : -1;
            }
        }
        return -1;
    }
}
