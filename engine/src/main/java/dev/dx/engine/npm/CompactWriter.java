package dev.dx.engine.npm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a compact packument. A string that may come again is kept once, in a table that
 * {@link #finished()} puts in front; {@link CompactReader} is the counterpart.
 */
final class CompactWriter {
    private final Map<String, Integer> table = new LinkedHashMap<>();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream outer;

    /** Seven bits a byte, the lowest first. */
    void number(long value) {
        number(out, value);
    }

    /** A string that comes again in other versions. */
    void shared(String text) {
        Integer known = table.get(text);
        if (known == null) {
            known = table.size();
            table.put(text, known);
        }
        number(known);
    }

    /** Null is allowed: references are counted from 1. */
    void sharedOrNull(@Nullable String text) {
        if (text == null) {
            number(0);
        } else {
            number(1);
            shared(text);
        }
    }

    /** A string that only this version has. */
    void own(@Nullable String text) {
        if (text == null) {
            number(0);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length + 1L);
        out.writeBytes(bytes);
    }

    void map(Map<String, String> map) {
        number(map.size());
        map.forEach((key, value) -> {
            shared(key);
            shared(value);
        });
    }

    void list(Collection<String> list) {
        number(list.size());
        list.forEach(this::shared);
    }

    /** What is written until {@link #endRecord()} has its length in front. */
    void beginRecord() {
        outer = out;
        out = new ByteArrayOutputStream();
    }

    void endRecord() {
        ByteArrayOutputStream record = out;
        if (outer == null) {
            throw new IllegalStateException("no record was begun");
        }
        out = outer;
        outer = null;
        number(record.size());
        out.writeBytes(record.toByteArray());
    }

    byte[] finished() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        number(all, table.size());
        for (String text : table.keySet()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(all, bytes.length);
            all.writeBytes(bytes);
        }
        all.writeBytes(out.toByteArray());
        return all.toByteArray();
    }

    private static void number(ByteArrayOutputStream target, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        target.write((int) rest);
    }
}
