package dev.dx.registry.upstream;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.packument.Form;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Document;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A packument in the cache: a blob that is called by what it hashes to, and a document that says which blob it is.
 *
 * <pre>
 * heads/FORM/NAME        tag, and what the upstream wants to be asked by next time
 * bodies/FORM/NAME/TAG what the upstream said
 * </pre>
 */
record KeptPackument(
        String tag, @Nullable String etag, @Nullable String lastModified) {
    static final String HEADS = "heads/";

    private static String head(String name, Form form) {
        return heads(form) + "/" + name;
    }

    /** What stands before the names of all that are kept in a form. */
    static String heads(Form form) {
        return HEADS + form.name().toLowerCase(Locale.ROOT);
    }

    private static String bodies(String name, Form form) {
        return "bodies/" + form.name().toLowerCase(Locale.ROOT) + "/" + name;
    }

    /** Null if there is none, or if it is damaged. */
    static @Nullable KeptPackument find(Storage storage, String name, Form form) throws IOException {
        Document document = storage.document(head(name, form));
        if (document == null) {
            return null;
        }
        try {
            JsonObject json = JsonReader.readObject(document.text());
            String tag = json.string("tag");
            if (tag == null || !tag.matches("[0-9a-f]{32}")) {
                return null;
            }
            KeptPackument kept = new KeptPackument(tag, json.string("etag"), json.string("lastModified"));
            Blob blob = kept.open(storage, name, form);
            return blob != null && kept.isSound(blob) ? kept : null;
        } catch (JsonReader.MalformedJsonException damaged) {
            return null;
        }
    }

    private boolean isSound(Blob blob) throws IOException {
        MessageDigest digest = digest();
        try (blob;
                InputStream in = blob.stream(0)) {
            byte[] buffer = new byte[64 << 10];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return tagOf(digest).equals(tag);
    }

    /** Null if it is gone. The caller closes it. */
    @Nullable
    Blob open(Storage storage, String name, Form form) throws IOException {
        return storage.blob(bodies(name, form) + "/" + tag);
    }

    /** Says that it was of use just now. */
    void touch(Storage storage, String name, Form form) throws IOException {
        storage.touch(bodies(name, form) + "/" + tag);
        storage.touch(head(name, form));
    }

    /** Puts it in the place of what was there before. */
    static KeptPackument keep(
            Storage storage,
            String name,
            Form form,
            Upload upload,
            String tag,
            @Nullable String etag,
            @Nullable String lastModified)
            throws IOException {
        String key = bodies(name, form) + "/" + tag;
        Map<String, String> head = new LinkedHashMap<>();
        head.put("tag", tag);
        if (etag != null) {
            head.put("etag", etag);
        }
        if (lastModified != null) {
            head.put("lastModified", lastModified);
        }
        if (!upload.keep(key)) {
            // What is there already may be what was found damaged.
            storage.removeBlob(key);
            upload.keep(key);
        }
        storage.put(
                head(name, form),
                JsonWriter.write(JsonObject.ofStrings(head), JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8),
                Condition.ANY);
        for (Storage.Entry entry : storage.list(bodies(name, form))) {
            if (!entry.key().equals(key)) {
                storage.removeBlob(entry.key());
            }
        }
        return new KeptPackument(tag, etag, lastModified);
    }

    static DigestInputStream hashing(InputStream in) {
        return new DigestInputStream(in, digest());
    }

    static String tagOf(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
