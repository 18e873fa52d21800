package dev.dx.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * When the files of a package were written, both ends included: from the time its folder bears, which unpacking sets to
 * when it began, to the time of its table, which is written last. A file that bears another time was touched since. All of them
 * are the file system's own times, so that no other clock matters.
 */
record WritingTime(FileTime from, FileTime to) {
    /**
     * @throws java.nio.file.NoSuchFileException if one of the two is missing
     */
    static WritingTime of(Path folder, Path table) throws IOException {
        FileTime from = timeOf(folder);
        FileTime to = timeOf(table);
        // In a store that was copied without its times nothing was written in that order: then the table's time counts
        // alone.
        return new WritingTime(from.compareTo(to) > 0 ? to : from, to);
    }

    static FileTime timeOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .lastModifiedTime();
    }

    boolean contains(FileTime time) {
        long nanos = time.to(TimeUnit.NANOSECONDS);
        return from.to(TimeUnit.NANOSECONDS) <= nanos && nanos <= to.to(TimeUnit.NANOSECONDS);
    }
}
