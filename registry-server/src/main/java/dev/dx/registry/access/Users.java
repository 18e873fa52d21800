package dev.dx.registry.access;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Document;
import dev.dx.registry.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Those who have a password here. */
public final class Users {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_PASSWORD = 1_000;
    private static final String KEYS = "users/";
    /** What a guess costs: as many as are advised for this hash. */
    public static final int ROUNDS = 210_000;

    /** Hashing is meant to be slow; more of it at once would starve everything else. */
    private static final Semaphore HASHING = new Semaphore(1);

    private final Storage storage;
    private final int rounds;
    /** Compared with where there is no such user, so that an answer takes as long as for one there is. */
    private final String nobodys;

    /** @param rounds of the hash, {@link #ROUNDS} wherever passwords are to stay secret */
    public Users(Storage storage, int rounds) {
        this.storage = storage;
        this.rounds = rounds;
        this.nobodys = PasswordHash.ofNobody(rounds);
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    public static boolean isPassword(String password) {
        return !password.isEmpty() && password.length() <= LONGEST_PASSWORD;
    }

    public boolean exists(String name) throws IOException {
        return isName(name) && storage.document(KEYS + name) != null;
    }

    /** What changes whenever the user's password does, or the user is removed; null if there is no such user. */
    public @Nullable String state(String name) throws IOException {
        Document document = isName(name) ? storage.document(KEYS + name) : null;
        return document == null ? null : document.tag().value();
    }

    /** Whether the password is the user's. */
    public boolean isRight(String name, String password) throws IOException {
        Document document = isName(name) ? storage.document(KEYS + name) : null;
        String kept = document == null ? nobodys : hashIn(document);
        HASHING.acquireUninterruptibly();
        try {
            return isPassword(password) && PasswordHash.matches(password, kept) && document != null;
        } finally {
            HASHING.release();
        }
    }

    /** Adds a user; false if there is one of that name. */
    public boolean add(String name, String password) throws IOException {
        return storage.put(KEYS + name, account(name, password), Condition.ABSENT) != null;
    }

    public void changePassword(String name, String password) throws IOException {
        storage.put(KEYS + name, account(name, password), Condition.ANY);
    }

    /** Whether there was such a user. */
    public boolean remove(String name) throws IOException {
        return exists(name) && storage.remove(KEYS + name, Condition.ANY);
    }

    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Storage.Entry entry : storage.list("users")) {
            names.add(entry.key().substring(KEYS.length()));
        }
        names.sort(null);
        return names;
    }

    private byte[] account(String name, String password) {
        if (!isName(name) || !isPassword(password)) {
            throw new IllegalArgumentException("not a user's name or password");
        }
        Map<String, String> account = new LinkedHashMap<>();
        account.put("name", name);
        account.put("password", PasswordHash.of(password, rounds));
        account.put("since", Instant.now().toString());
        return JsonWriter.writeFile(JsonObject.ofStrings(account), JsonStyle.NPM)
                .getBytes(StandardCharsets.UTF_8);
    }

    private String hashIn(Document document) {
        try {
            String hash = JsonReader.readObject(document.text()).string("password");
            return hash == null ? nobodys : hash;
        } catch (JsonReader.MalformedJsonException damaged) {
            return nobodys;
        }
    }
}
