package dev.dx.engine.pack;

import java.util.Comparator;
import java.util.List;

/** The files of a package, sorted by path. Two packages with equal tables are the same package. */
public record FileTable(List<FileEntry> entries) {
    public FileTable {
        entries = entries.stream().sorted(Comparator.comparing(FileEntry::path)).toList();
    }
}
