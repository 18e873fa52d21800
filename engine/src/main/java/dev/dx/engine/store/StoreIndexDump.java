package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The index of a store as text, for people. */
public final class StoreIndexDump {
    private StoreIndexDump() {}

    public static List<String> lines(Path file) {
        try {
            StoreContents contents = StoreIndex.open(file).contents();
            List<String> lines = new ArrayList<>();
            lines.add("format      index of a store, version 1");
            lines.add("generation  " + contents.generation());
            lines.add("packages    " + contents.packages().size());
            lines.add("archives    " + contents.archives().size());
            for (IndexedPackage each : contents.packages()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "package %s %12d bytes %6d files, used %s, %s",
                        each.root(),
                        each.size(),
                        each.files(),
                        Instant.EPOCH.plus(Duration.ofHours(each.lastUse())),
                        each.id() == null ? "nobody said what it is" : each.id()));
            }
            for (IndexedArchive archive : contents.archives()) {
                lines.add("archive " + HexFormat.of().formatHex(archive.digest()) + " is " + archive.root());
            }
            return lines;
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }
}
