package dev.dx.engine.pack;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A pack as text, for people: every field of the format, a line for each block and each file. */
public final class PackDump {
    private PackDump() {}

    public static List<String> lines(Pack pack) {
        PackFormat.Header header = pack.header();
        PackIndex index = pack.index();
        List<String> lines = new ArrayList<>();
        lines.add("format      .dxp, version 1");
        lines.add("package     " + pack.manifest().id());
        lines.add("root        " + pack.root());
        lines.add("claims      "
                + (pack.manifest().claimedIntegrity().isEmpty()
                        ? "no integrity"
                        : pack.manifest().claimedIntegrity()));
        lines.add("metadata    " + pack.manifest().metadata());
        lines.add("length      " + header.fileLength());
        lines.add("checksum    " + HexFormat.of().formatHex(pack.checksum()));
        lines.add("dictionary  "
                + (header.dictionaryId() == 0
                        ? "none"
                        : header.dictionaryId() + "." + header.dictionaryVersion() + " " + header.dictionaryHash()));
        lines.add("index       " + header.indexLength() + " bytes, decoded " + header.indexRaw());
        lines.add("contents    " + (pack.isExternal() ? "external" : header.blockCount() + " blocks"));
        for (int block = 0; block < header.blockCount(); block++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "block %-5d %-6s at %d, %d bytes, decoded %d",
                    block,
                    index.codec(block).name().toLowerCase(Locale.ROOT),
                    header.dataStart() + index.storedStart(block),
                    index.stored(block),
                    index.raw(block)));
        }
        List<FileEntry> entries = pack.files().entries();
        lines.add("files       " + entries.size());
        for (int number = 0; number < entries.size(); number++) {
            FileEntry entry = entries.get(number);
            String place =
                    pack.isExternal() || entry.size() == 0 ? "-" : index.block(number) + "+" + index.offset(number);
            lines.add(String.format(
                    Locale.ROOT,
                    "%o %10d %12s %s %s",
                    entry.mode().bits(),
                    entry.size(),
                    place,
                    entry.hash(),
                    entry.path()));
        }
        return lines;
    }
}
