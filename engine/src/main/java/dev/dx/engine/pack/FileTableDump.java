package dev.dx.engine.pack;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A file table as text, for people. */
public final class FileTableDump {
    private FileTableDump() {}

    public static List<String> lines(Path file) {
        try {
            FileTable table = FileTable.read(file, root(file));
            List<String> lines = new ArrayList<>();
            lines.add("format      file table, version 1");
            lines.add("root        " + table.root());
            lines.add("files       " + table.entries().size());
            for (FileEntry entry : table.entries()) {
                lines.add(String.format(
                        Locale.ROOT, "%o %10d %s %s", entry.mode().bits(), entry.size(), entry.hash(), entry.path()));
            }
            return lines;
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }

    /** As the file itself has it, before its checksum; whatever stands there in a file too short for one. */
    private static ContentRoot root(Path file) throws IOException {
        byte[] root = new byte[ContentRoot.LENGTH];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long at = in.length() - ContentRoot.LENGTH - 4;
            if (at >= 0) {
                in.seek(at);
                in.readFully(root);
            }
        }
        return ContentRoot.of(root);
    }
}
