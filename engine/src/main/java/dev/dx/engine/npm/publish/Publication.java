package dev.dx.engine.npm.publish;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document that publishes a version: what a registry is to say of it, and the archive in it in base64, which is read
 * from its file as it is sent.
 */
public final class Publication {
    private static final String MARK = "@archive@";

    private final PackedPackage packed;
    private final byte[] before;
    private final byte[] after;

    private Publication(PackedPackage packed, byte[] before, byte[] after) {
        this.packed = packed;
        this.before = before;
        this.after = after;
    }

    /**
     * @param access public or restricted; null for what the registry does by itself
     * @param registry that it goes to
     */
    public static Publication of(PackedPackage packed, String tag, @Nullable String access, URI registry) {
        JsonObject json = packed.manifest().json();
        String name = packed.manifest().name();
        String version = packed.manifest().version();
        String fileName = name + "-" + version + ".tgz";

        Map<String, JsonValue> dist = new LinkedHashMap<>();
        dist.put("integrity", text(packed.integrity().toString()));
        dist.put("shasum", text(packed.shasum()));
        dist.put("tarball", text(registry.resolve(name + "/-/" + fileName).toString()));
        dist.put(
                "fileCount",
                new JsonValue.Numeral(Integer.toString(packed.files().size())));
        dist.put("unpackedSize", new JsonValue.Numeral(Long.toString(packed.unpackedSize())));

        JsonObject described = json.with("version", text(version)).with("_id", text(name + "@" + version));
        if (!packed.manifest().bins().isEmpty()) {
            described =
                    described.with("bin", JsonObject.ofStrings(packed.manifest().bins()));
        }
        if (!packed.readme().isEmpty()) {
            described = described.with("readme", text(packed.readme())).with("readmeFilename", text("README.md"));
        }
        described = described.with("dist", JsonObject.of(dist));

        Map<String, JsonValue> document = new LinkedHashMap<>();
        document.put("_id", text(name));
        document.put("name", text(name));
        String description = json.string("description");
        if (description != null) {
            document.put("description", text(description));
        }
        document.put("dist-tags", JsonObject.ofStrings(Map.of(tag, version)));
        document.put("versions", JsonObject.of(Map.of(version, described)));
        document.put("access", access == null ? JsonValue.Literal.NULL : text(access));
        if (!packed.readme().isEmpty()) {
            document.put("readme", text(packed.readme()));
        }
        Map<String, JsonValue> attachment = new LinkedHashMap<>();
        attachment.put("content_type", text("application/octet-stream"));
        attachment.put("length", new JsonValue.Numeral(Long.toString(packed.size())));
        attachment.put("data", text(MARK));
        // Last, so that the mark found from the end is this one, whatever the package says of itself.
        document.put("_attachments", JsonObject.of(Map.of(fileName, JsonObject.of(attachment))));

        String whole = JsonWriter.write(JsonObject.of(document), JsonStyle.COMPACT);
        int mark = whole.lastIndexOf(MARK);
        return new Publication(
                packed,
                whole.substring(0, mark).getBytes(StandardCharsets.UTF_8),
                whole.substring(mark + MARK.length()).getBytes(StandardCharsets.UTF_8));
    }

    long length() {
        return before.length + (packed.size() + 2) / 3 * 4 + after.length;
    }

    /** The document from its beginning. */
    public InputStream open() {
        try {
            return new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(before),
                    new InBase64(Files.newInputStream(packed.archive())),
                    new ByteArrayInputStream(after))));
        } catch (IOException gone) {
            throw DxException.io(packed.archive().toString(), gone);
        }
    }

    private static JsonValue text(String text) {
        return new JsonValue.Text(text);
    }

    /** The base64 of what another stream holds. */
    private static final class InBase64 extends InputStream {
        /** A multiple of three, so that pieces fit together without padding. */
        private static final int PIECE = 3 << 14;

        private final InputStream in;
        private byte[] encoded = new byte[0];
        private int position;

        InBase64(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (position == encoded.length) {
                byte[] piece = in.readNBytes(PIECE);
                if (piece.length == 0) {
                    return -1;
                }
                encoded = Base64.getEncoder().encode(piece);
                position = 0;
            }
            int count = Math.min(length, encoded.length - position);
            System.arraycopy(encoded, position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
