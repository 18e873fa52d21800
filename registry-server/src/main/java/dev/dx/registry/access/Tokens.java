package dev.dx.registry.access;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Document;
import dev.dx.registry.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tokens that users were given. A token is shown once; what is kept is its SHA-256, which is also its key. */
public final class Tokens {
    private static final Pattern TOKEN = Pattern.compile("dx_[0-9a-f]{64}");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final String KEYS = "tokens/";
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What is known of a token.
     *
     * @param shown its first characters, for its owner to know it by
     * @param names the packages it may write, all of them if none is named
     * @param addresses where it may be used, anywhere if there is none
     * @param expires null for never
     */
    public record Token(
            String key,
            String shown,
            String user,
            String name,
            Identity.Permission permission,
            List<NamePattern> names,
            List<AddressRange> addresses,
            Instant created,
            @Nullable Instant expires) {
        public Token {
            names = List.copyOf(names);
            addresses = List.copyOf(addresses);
        }

        public boolean hasExpired() {
            return expires != null && !Instant.now().isBefore(expires);
        }

        /** @param address whose connection it came over */
        public boolean mayBeUsedFrom(String address) {
            return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.holds(address));
        }

        public Identity identity() {
            return new Identity(user, permission, names);
        }
    }

    /** A token with the text that proves it. */
    public record Issued(String secret, Token token) {}

    private final Storage storage;

    public Tokens(Storage storage) {
        this.storage = storage;
    }

    /** Gives a user a token. */
    public Issued issue(
            String user,
            String name,
            Identity.Permission permission,
            List<NamePattern> names,
            List<AddressRange> addresses,
            @Nullable Instant expires)
            throws IOException {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String secret = "dx_" + HexFormat.of().formatHex(random);
        String shown = secret.substring(0, 9);
        Token token = new Token(keyOf(secret), shown, user, name, permission, names, addresses, Instant.now(), expires);
        storage.put(KEYS + token.key(), write(token), Condition.ABSENT);
        return new Issued(secret, token);
    }

    /** The token that the text proves; null if it proves none, or no longer. */
    public @Nullable Token find(String secret) throws IOException {
        if (!TOKEN.matcher(secret).matches()) {
            return null;
        }
        Token token = read(keyOf(secret));
        return token == null || token.hasExpired() ? null : token;
    }

    public List<Token> of(String user) throws IOException {
        List<Token> tokens = new ArrayList<>();
        for (Storage.Entry entry : storage.list("tokens")) {
            Token token = read(entry.key().substring(KEYS.length()));
            if (token != null && token.user().equals(user)) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** Ends a token of the user's, by itself, its key or the beginning of that; whether there was one. */
    public boolean revoke(String user, String keyOrSecret) throws IOException {
        String key = TOKEN.matcher(keyOrSecret).matches() ? keyOf(keyOrSecret) : keyOrSecret;
        for (Token token : of(user)) {
            if (key.length() >= 6 && token.key().startsWith(key)) {
                return storage.remove(KEYS + token.key(), Condition.ANY);
            }
        }
        return false;
    }

    public static String keyOf(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private @Nullable Token read(String key) throws IOException {
        Document document = KEY.matcher(key).matches() ? storage.document(KEYS + key) : null;
        if (document == null) {
            return null;
        }
        try {
            JsonObject json = JsonReader.readObject(document.text());
            String user = json.string("user");
            String created = json.string("created");
            JsonArray names = json.array("names");
            JsonArray addresses = json.array("addresses");
            if (user == null || created == null || names == null) {
                return null;
            }
            String expires = json.string("expires");
            return new Token(
                    key,
                    String.valueOf(json.string("shown")),
                    user,
                    String.valueOf(json.string("name")),
                    json.isTruthy("readonly") ? Identity.Permission.READ : Identity.Permission.WRITE,
                    names.strings().stream().map(NamePattern::new).toList(),
                    addresses == null
                            ? List.of()
                            : addresses.strings().stream()
                                    .map(AddressRange::parse)
                                    .toList(),
                    Instant.parse(created),
                    expires == null ? null : Instant.parse(expires));
        } catch (JsonReader.MalformedJsonException | DateTimeException | IllegalArgumentException damaged) {
            // What cannot be read proves nothing.
            return null;
        }
    }

    private static byte[] write(Token token) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("user", new JsonValue.Text(token.user()));
        json.put("name", new JsonValue.Text(token.name()));
        json.put("shown", new JsonValue.Text(token.shown()));
        json.put(
                "readonly",
                token.permission() == Identity.Permission.READ ? JsonValue.Literal.TRUE : JsonValue.Literal.FALSE);
        json.put(
                "names",
                JsonArray.ofStrings(
                        token.names().stream().map(NamePattern::text).toList()));
        if (!token.addresses().isEmpty()) {
            json.put(
                    "addresses",
                    JsonArray.ofStrings(token.addresses().stream()
                            .map(AddressRange::toString)
                            .toList()));
        }
        json.put("created", new JsonValue.Text(token.created().toString()));
        if (token.expires() != null) {
            json.put("expires", new JsonValue.Text(token.expires().toString()));
        }
        return JsonWriter.writeFile(JsonObject.of(json), JsonStyle.NPM).getBytes(StandardCharsets.UTF_8);
    }
}
