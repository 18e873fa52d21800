package dev.dx.engine.link;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When what is in a folder was changed last, asked of a thousand entries at once: the way to the folder is looked up once where
 * the system can do that, and all cores ask.
 */
public final class ChangeTimes {
    /** In the place of a time where there is nothing. */
    public static final long NOTHING = Long.MIN_VALUE;

    /** So many are asked for in one go: as many as take some twenty microseconds. */
    private static final int SHARE = 32;

    private ChangeTimes() {}

    /** In nanoseconds, for each of these paths below the folder; of links, the link's own. */
    public static long[] of(Path folder, List<String> entries) {
        long[] times = new long[entries.size()];
        try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
            if (open instanceof SecureDirectoryStream<Path> secure) {
                fill(
                        times,
                        folder,
                        entries,
                        path -> secure.getFileAttributeView(
                                        path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                                .readAttributes());
            } else {
                fill(
                        times,
                        folder,
                        entries,
                        path -> Files.readAttributes(
                                folder.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            }
        } catch (NoSuchFileException none) {
            Arrays.fill(times, NOTHING);
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
        return times;
    }

    private static void fill(long[] times, Path folder, List<String> entries, Question question) {
        AtomicInteger next = new AtomicInteger();
        Runnable asking = () -> {
            for (int from = next.getAndAdd(SHARE); from < times.length; from = next.getAndAdd(SHARE)) {
                for (int i = from; i < Math.min(times.length, from + SHARE); i++) {
                    times[i] = ask(folder, entries.get(i), question);
                }
            }
        };
        // By threads that are there: it is over before others would have started. What is not urgent leaves the cores
        // alone.
        List<ForkJoinTask<?>> others = new ArrayList<>();
        int shares = Workers.leavesCoresToOthers() ? 1 : Math.ceilDiv(times.length, SHARE);
        for (int i = 1; i < Math.min(shares, ForkJoinPool.getCommonPoolParallelism() + 1); i++) {
            others.add(ForkJoinPool.commonPool().submit(asking));
        }
        try {
            asking.run();
        } finally {
            others.forEach(ForkJoinTask::join);
        }
    }

    private static long ask(Path folder, String entry, Question question) {
        try {
            return question.of(folder.getFileSystem().getPath(entry))
                    .lastModifiedTime()
                    .to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException none) {
            return NOTHING;
        } catch (IOException e) {
            // A file may be where its folder was.
            if (Files.notExists(folder.resolve(entry), LinkOption.NOFOLLOW_LINKS)) {
                return NOTHING;
            }
            throw DxException.io(folder.resolve(entry).toString(), e);
        }
    }

    @FunctionalInterface
    private interface Question {
        BasicFileAttributes of(Path path) throws IOException;
    }
}
