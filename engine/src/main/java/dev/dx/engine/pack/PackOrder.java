package dev.dx.engine.pack;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * In which order files go into blocks: what is alike stands together, since a codec sees only so far back. The order is no
 * part of the format; a package's identity does not depend on it.
 */
final class PackOrder {
    private static final Set<String> PROSE_ENDINGS = Set.of("map", "md", "markdown", "mkd", "txt", "rst");
    private static final List<String> PROSE_NAMES =
            List.of("license", "licence", "readme", "changelog", "history", "authors", "notice", "copying");

    private PackOrder() {}

    /** Programs first, prose after it; then by the name before its endings, so that forms of one file are neighbours. */
    static List<Integer> of(FileTable files) {
        List<FileEntry> entries = files.entries();
        return IntStream.range(0, entries.size())
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(
                                file -> isProse(entries.get(file).path()))
                        .thenComparing(file -> stem(entries.get(file).path()))
                        .thenComparing(file -> ending(entries.get(file).path()))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Whether no program reads it as it runs: a source map, or words for people. */
    static boolean isProse(String path) {
        String name = name(path).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return PROSE_ENDINGS.contains(name.substring(dot + 1))
                || (dot < 0 && PROSE_NAMES.stream().anyMatch(name::startsWith));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String stem(String path) {
        String name = name(path);
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String ending(String path) {
        String name = name(path);
        int dot = name.indexOf('.', 1);
        return dot < 0 ? "" : name.substring(dot);
    }
}
