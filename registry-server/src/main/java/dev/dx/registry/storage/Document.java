package dev.dx.registry.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What stood under a key when it was read. */
public final class Document {
    /** Tells one content from every other. */
    public record Tag(String value) {}

    private final byte[] content;
    private final Tag tag;

    private Document(byte[] content, Tag tag) {
        this.content = content;
        this.tag = tag;
    }

    /** @param content handed over; nobody changes it from now on */
    static Document owning(byte[] content) {
        return new Document(content, tagOf(content));
    }

    public static Tag tagOf(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new Tag(HexFormat.of().formatHex(digest, 0, 16));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public byte[] bytes() {
        return content.clone();
    }

    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public int length() {
        return content.length;
    }

    public Tag tag() {
        return tag;
    }
}
