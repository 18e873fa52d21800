package dev.dx.engine.lock;

import dev.dx.engine.binary.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The strings and metadata sections as they grow: each text and each record once. */
final class StringTable {
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringPlaces = new HashMap<>();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final Map<List<Map.Entry<String, String>>, Integer> recordPlaces = new HashMap<>();

    StringTable() {
        string("");
        record(List.of());
    }

    int string(String text) {
        Integer known = stringPlaces.get(text);
        if (known != null) {
            return known;
        }
        byte[] bytes = utf8(text);
        int place = strings.size();
        Varint.write(bytes.length, strings);
        strings.writeBytes(bytes);
        stringPlaces.put(text, place);
        return place;
    }

    int record(List<Map.Entry<String, String>> pairs) {
        Integer known = recordPlaces.get(pairs);
        if (known != null) {
            return known;
        }
        int place = records.size();
        Varint.write(pairs.size(), records);
        for (Map.Entry<String, String> pair : pairs) {
            Varint.write(string(pair.getKey()), records);
            Varint.write(string(pair.getValue()), records);
        }
        recordPlaces.put(List.copyOf(pairs), place);
        return place;
    }

    byte[] strings() {
        return strings.toByteArray();
    }

    byte[] records() {
        return records.toByteArray();
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            if (bytes.length > BinaryLockFormat.MAX_TEXT) {
                throw new NotForBinaryException("a text of " + bytes.length + " bytes");
            }
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw new NotForBinaryException("\"" + text + "\" is not text");
        }
    }
}
