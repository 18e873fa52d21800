package dev.dx.registry.hosted;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what a client sends to publish: a document with the archives in it, in base64. An archive goes to the storage as
 * it arrives, however long it is; the rest is limited.
 */
public final class PublicationReader {
    private static final long LARGEST_DOCUMENT = 16 << 20;
    private static final int LARGEST_PROVENANCE = 1 << 20;
    private static final int MOST_ARCHIVES = 2;
    private static final int DEEPEST = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength((int) LARGEST_DOCUMENT)
                    .maxNameLength(1_000)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private final Storage storage;
    private final long largestArchive;
    private final List<Publication.Archive> archives = new ArrayList<>();
    private @Nullable String provenance;

    private PublicationReader(Storage storage, long largestArchive) {
        this.storage = storage;
        this.largestArchive = largestArchive;
    }

    /** Reads a publication; what it refuses is DX_USAGE, or DX_ARCHIVE_LIMIT for what is too large. */
    public static Publication read(InputStream body, Storage storage, long largestArchive) throws IOException {
        PublicationReader reader = new PublicationReader(storage, largestArchive);
        boolean whole = false;
        try (Counted in = new Counted(body);
                JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            Publication publication = new Publication(reader.document(parser, in), reader.archives, reader.provenance);
            whole = true;
            return publication;
        } catch (JacksonIOException broken) {
            throw broken.getCause();
        } catch (JacksonException malformed) {
            throw refused("the request is not JSON: " + malformed.getOriginalMessage());
        } finally {
            if (!whole) {
                for (Publication.Archive archive : reader.archives) {
                    archive.upload().close();
                }
            }
        }
    }

    /** Takes an archive as it stands, without a document around it. */
    public static Publication.Archive archive(String file, InputStream in, Storage storage, long largestArchive)
            throws IOException {
        Upload upload = storage.upload();
        boolean kept = false;
        try (Hashed out = new Hashed(upload.out(), largestArchive)) {
            in.transferTo(out);
            kept = true;
            return out.archive(file, upload);
        } finally {
            if (!kept) {
                upload.close();
            }
        }
    }

    private JsonObject document(JsonParser parser, Counted in) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refused("the request is not a JSON object");
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("_attachments") && token == JsonToken.START_OBJECT) {
                attachments(parser, in);
            } else {
                members.put(name, value(parser, token, in));
            }
        }
        if (parser.nextToken() != null) {
            throw refused("there is more after the end of the request");
        }
        return JsonObject.of(members);
    }

    private void attachments(JsonParser parser, Counted in) throws IOException {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String file = parser.currentName();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused("an attachment is not an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                JsonToken token = parser.nextToken();
                boolean data = member.equals("data") && token == JsonToken.VALUE_STRING;
                if (data && file.endsWith(".tgz")) {
                    archive(file, parser, in);
                } else if (data && file.endsWith(".sigstore")) {
                    provenance = parser.getString();
                    if (provenance.length() > LARGEST_PROVENANCE) {
                        throw tooLarge("the provenance", LARGEST_PROVENANCE);
                    }
                } else {
                    value(parser, token, in);
                }
            }
        }
    }

    private void archive(String file, JsonParser parser, Counted in) throws IOException {
        if (archives.size() == MOST_ARCHIVES) {
            throw refused("there are too many attachments");
        }
        Upload upload = storage.upload();
        boolean kept = false;
        long before = in.count;
        in.limit = before + largestArchive / 3 * 4 + LARGEST_DOCUMENT;
        try (Hashed out = new Hashed(upload.out(), largestArchive)) {
            parser.readBinaryValue(out);
            archives.add(out.archive(file, upload));
            kept = true;
        } finally {
            if (!kept) {
                upload.close();
            }
        }
        in.limit = in.count + LARGEST_DOCUMENT;
    }

    private static JsonValue value(JsonParser parser, JsonToken token, Counted in) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    members.put(name, value(parser, parser.nextToken(), in));
                }
                yield JsonObject.of(members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    items.add(value(parser, next, in));
                }
                yield new JsonArray(items);
            }
            case VALUE_STRING -> new JsonValue.Text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(parser.getString());
            case VALUE_TRUE -> JsonValue.Literal.TRUE;
            case VALUE_FALSE -> JsonValue.Literal.FALSE;
            case VALUE_NULL -> JsonValue.Literal.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw refused("the request is not JSON");
        };
    }

    private static DxException refused(String what) {
        return new DxException(ErrorCode.DX_USAGE, what, "Publish it with npm, pnpm, yarn, Bun or dx.");
    }

    private static DxException tooLarge(String what, long limit) {
        return new DxException(
                ErrorCode.DX_ARCHIVE_LIMIT,
                what + " is larger than " + limit + " bytes",
                "Leave out what the package does not need, or raise the registry's limit.");
    }

    /** What has come so far, with a limit. */
    private static final class Counted extends FilterInputStream {
        private long count;
        private long limit = LARGEST_DOCUMENT;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            count += Math.max(0, got);
            if (count > limit) {
                throw tooLarge("the request", limit);
            }
            return got;
        }
    }

    private static final class Hashed extends OutputStream {
        private final OutputStream out;
        private final long limit;
        private final MessageDigest sha512 = digest("SHA-512");
        private final MessageDigest sha1 = digest("SHA-1");
        private long length;

        Hashed(OutputStream out, long limit) {
            this.out = out;
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            length += count;
            if (length > limit) {
                throw tooLarge("the archive", limit);
            }
            sha512.update(bytes, offset, count);
            sha1.update(bytes, offset, count);
            out.write(bytes, offset, count);
        }

        Publication.Archive archive(String file, Upload upload) {
            return new Publication.Archive(
                    file,
                    upload,
                    length,
                    Integrity.of(Integrity.Algorithm.SHA512, sha512.digest()),
                    HexFormat.of().formatHex(sha1.digest()));
        }

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
