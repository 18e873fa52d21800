package dev.dx.registry.upstream;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.storage.Document;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A packument as it is kept: a line of JSON with what the upstream wants to be asked by next time, then the packument as
 * it came.
 */
record CachedPackument(@Nullable String etag, @Nullable String lastModified, JsonObject packument) {
    static byte[] encode(@Nullable String etag, @Nullable String lastModified, byte[] packument) {
        Map<String, String> header = new LinkedHashMap<>();
        if (etag != null) {
            header.put("etag", etag);
        }
        if (lastModified != null) {
            header.put("lastModified", lastModified);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(packument.length + 200);
        out.writeBytes(JsonWriter.write(JsonObject.ofStrings(header), JsonStyle.COMPACT)
                .getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        out.writeBytes(packument);
        return out.toByteArray();
    }

    /** Null if it is damaged. */
    static @Nullable CachedPackument read(Document document) {
        byte[] bytes = document.bytes();
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        try {
            if (JsonReader.read(bytes, 0, end) instanceof JsonObject header
                    && JsonReader.read(bytes, Math.min(end + 1, bytes.length), bytes.length)
                            instanceof JsonObject packument) {
                return new CachedPackument(header.string("etag"), header.string("lastModified"), packument);
            }
        } catch (JsonReader.MalformedJsonException damaged) {
            // It is fetched again.
        }
        return null;
    }
}
