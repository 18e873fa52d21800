package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeTimesTest {
    @TempDir
    Path temp;

    @Test
    void tellsTheTimeOfEachEntryHoweverMany() throws IOException {
        List<String> entries = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String entry = i % 3 == 0 ? "@scope/p" + i : "p" + i;
            Path folder = Files.createDirectories(temp.resolve(entry));
            long time = 1_700_000_000_123_456_789L + i;
            Files.setLastModifiedTime(folder, FileTime.from(time, TimeUnit.NANOSECONDS));
            entries.add(entry);
            expected.add(Files.getLastModifiedTime(folder).to(TimeUnit.NANOSECONDS));
        }

        long[] times = ChangeTimes.of(temp, entries);

        assertArrayEquals(expected.stream().mapToLong(Long::longValue).toArray(), times);
    }

    @Test
    void tellsTheTimeOfALinkAndNotOfWhereItLeads() throws IOException {
        Path target = Files.createDirectory(temp.resolve("target"));
        Files.setLastModifiedTime(target, FileTime.from(1, TimeUnit.SECONDS));
        Files.createSymbolicLink(temp.resolve("link"), target);
        Files.createSymbolicLink(temp.resolve("broken"), temp.resolve("nowhere"));

        long[] times = ChangeTimes.of(temp, List.of("link", "broken", "target"));

        assertEquals(TimeUnit.SECONDS.toNanos(1), times[2]);
        assertTrue(times[0] > times[2] && times[1] > times[2]);
    }

    @Test
    void whatIsNotThereHasNoTime() throws IOException {
        Files.writeString(temp.resolve("@file"), "in the way of a scope");

        assertArrayEquals(
                new long[] {ChangeTimes.NOTHING, ChangeTimes.NOTHING},
                ChangeTimes.of(temp, List.of("none", "@file/package")));
        assertArrayEquals(
                new long[] {ChangeTimes.NOTHING}, ChangeTimes.of(temp.resolve("nowhere"), List.of("package")));
    }
}
