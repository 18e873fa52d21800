package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.FormatFault;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A file of the cache of packuments as text, for people: what was asked, and a line for each tag and version. */
public final class PackumentDump {
    private PackumentDump() {}

    /** @throws DxException if it is damaged, or of another version than this one reads */
    public static List<String> lines(Path file) {
        FormatFault fault = new FormatFault(file.toString(), "Delete the file; the registry is asked again.");
        try {
            if (Files.size(file) > PackumentCache.LARGEST) {
                throw fault.corrupt(Files.size(file) + " bytes");
            }
            return lines(
                    Files.readAllBytes(file), Files.getLastModifiedTime(file).toInstant(), fault);
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }

    private static List<String> lines(byte[] bytes, Instant heard, FormatFault fault) throws IOException {
        if (bytes.length < 18) {
            throw fault.truncated();
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        if (head.getInt() != PackumentCache.MAGIC) {
            throw fault.corrupt("not of the cache of packuments");
        }
        int version = head.getShort() & 0xffff;
        if (version > PackumentCache.VERSION) {
            throw fault.tooNew("a packument in form " + version);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        if (version < PackumentCache.VERSION || head.getInt(bytes.length - 4) != (int) crc.getValue()) {
            throw fault.corrupt(
                    version < PackumentCache.VERSION
                            ? "in form " + version + ", which is no longer read"
                            : "the checksum is wrong");
        }
        try {
            return lines(
                    new DataInputStream(new ByteArrayInputStream(bytes, 6, bytes.length - 10)), bytes, heard, fault);
        } catch (CompactReader.Damaged damaged) {
            throw fault.corrupt("a packument that cannot be read");
        } catch (IOException cutOff) {
            throw fault.corrupt("its head is cut off");
        }
    }

    private static List<String> lines(DataInputStream in, byte[] bytes, Instant heard, FormatFault fault)
            throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("format        packument, form " + PackumentCache.VERSION);
        lines.add("fingerprint   " + Long.toHexString(in.readLong()));
        lines.add("asked         " + in.readUTF());
        lines.add("etag          " + in.readUTF());
        lines.add("lastModified  " + in.readUTF());
        lines.add("maxAge        " + Integer.toUnsignedString(in.readInt()) + " s");
        lines.add("hosted        " + in.readBoolean());
        lines.add("heard         " + heard);
        int length = in.readInt();
        if (length != in.available()) {
            throw fault.corrupt("a packument of " + Integer.toUnsignedString(length) + " bytes");
        }
        Packument packument = new Packument(bytes, bytes.length - 4 - length, bytes.length - 4);
        lines.add("name          " + packument.name());
        lines.add("modified      " + packument.modified());
        lines.add("part          " + packument.isPart());
        lines.add("length        " + length);
        for (Map.Entry<String, String> tag : new TreeMap<>(packument.distTags()).entrySet()) {
            lines.add("tag " + tag.getKey() + "  " + tag.getValue());
        }
        for (String version : packument.versions()) {
            VersionManifest manifest = packument.version(version);
            Instant time = packument.time(version);
            lines.add("version " + version + (time == null ? "" : "  " + time)
                    + (manifest == null
                            ? packument.tells(version) ? "  illegible" : "  left out"
                            : "  " + manifest.manifest().json()));
        }
        return lines;
    }
}
