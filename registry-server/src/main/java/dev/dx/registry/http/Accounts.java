package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AddressRange;
import dev.dx.registry.access.Attempts;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.NamePattern;
import dev.dx.registry.access.Registration;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.access.Users;
import dev.dx.registry.activity.AuditLog;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Users, what they log in with, and the tokens they get. */
final class Accounts {
    private static final int LARGEST = 64 << 10;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Users users;
    private final Tokens tokens;
    private final Registration registration;
    private final AuditLog audit;
    /** Logins wait for a slow hash; whoever guesses waits longer. */
    private final Attempts byPeer = new Attempts(20, 20);

    private final Attempts byUser = new Attempts(10, 10);
    /** Names and passwords that were right just now, hashed, for clients that send them with every request. */
    private final Map<String, Right> right = new ConcurrentHashMap<>();

    /** @param state of the user, whose password it was then */
    private record Right(String state, Instant until) {}

    Accounts(Users users, Tokens tokens, Registration registration, AuditLog audit) {
        this.users = users;
        this.tokens = tokens;
        this.registration = registration;
        this.audit = audit;
    }

    /** Who sent the request; somebody whose token or password is not right is refused, whatever is asked for. */
    Identity identify(@Nullable String authorization, String peer) throws IOException {
        if (authorization == null) {
            return Identity.ANONYMOUS;
        }
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String proof = authorization.substring(space + 1).strip();
        if (scheme.equals("bearer")) {
            Tokens.Token token = tokens.find(proof);
            if (token == null || !users.exists(token.user())) {
                throw new HttpRefusal(401, "the token is not known here, or has expired: log in again");
            }
            if (!token.mayBeUsedFrom(peer)) {
                throw new HttpRefusal(403, "the token may not be used from " + peer);
            }
            return token.identity();
        }
        if (scheme.equals("basic")) {
            return basic(proof, peer);
        }
        throw new HttpRefusal(401, "log in with a token");
    }

    private Identity basic(String proof, String peer) throws IOException {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(proof), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw new HttpRefusal(401, "the password is not encoded as it should be");
        }
        int colon = pair.indexOf(':');
        String user = pair.substring(0, Math.max(0, colon));
        String key = Tokens.keyOf(pair);
        String state = users.state(user);
        Right known = right.get(key);
        if (known == null || !known.state().equals(state) || Instant.now().isAfter(known.until())) {
            check(user, pair.substring(colon + 1), peer);
            if (right.size() > 1_000) {
                right.clear();
            }
            if (state != null) {
                right.put(key, new Right(state, Instant.now().plus(REMEMBERED)));
            }
        }
        return new Identity(user, Identity.Permission.WRITE, List.of());
    }

    private void check(String user, String password, String peer) throws IOException {
        if (!byPeer.take(peer) || !byUser.take(user)) {
            throw new HttpRefusal(429, "too many attempts to log in: wait a minute");
        }
        if (!users.isRight(user, password)) {
            throw new HttpRefusal(401, "the name or the password is not right");
        }
    }

    /** Refuses somebody who is known and does not know the password; to npm, 401 would mean that the token is wrong. */
    private void confirm(Exchange exchange, String user, String password) throws IOException {
        try {
            check(user, password, exchange.peer());
        } catch (HttpRefusal refusal) {
            throw refusal.status() == 401 ? new HttpRefusal(403, "the password is not right") : refusal;
        }
    }

    /** Logs in, or registers. */
    void login(Exchange exchange, String user) throws IOException {
        JsonObject json = exchange.json(LARGEST);
        String password = json.string("password");
        if (!user.equals(json.string("name")) || password == null) {
            throw new HttpRefusal(400, "the request does not hold the name and a password");
        }
        String words = admit(exchange, user, password, json.get("email") != null);
        Map<String, JsonValue> answer = new LinkedHashMap<>();
        answer.put("ok", new JsonValue.Text(words));
        answer.put("id", new JsonValue.Text("org.couchdb.user:" + user));
        answer.put("token", new JsonValue.Text(token(exchange, user)));
        noStore(exchange);
        exchange.send(201, JsonObject.of(answer));
    }

    /**
     * Refuses who does not know the password; registers somebody new where that is allowed.
     *
     * @param asked whether somebody new wants to be registered
     * @return what was done, in words
     */
    String admit(Exchange exchange, String user, String password, boolean asked) throws IOException {
        if (users.exists(user)) {
            check(user, password, exchange.peer());
            return "you are logged in as " + user;
        }
        register(exchange, user, password, asked);
        return "user " + user + " was added";
    }

    /** A token for somebody who was admitted. */
    String token(Exchange exchange, String user) throws IOException {
        Tokens.Issued issued = tokens.issue(user, "login", Identity.Permission.WRITE, List.of(), List.of(), null);
        audit.wrote(user, exchange.peer(), "login", user);
        return issued.secret();
    }

    /** Whether whoever is there may begin one more login. */
    boolean mayBegin(Exchange exchange) {
        return byPeer.take(exchange.peer());
    }

    private void register(Exchange exchange, String user, String password, boolean asked) throws IOException {
        if (!byPeer.take(exchange.peer())) {
            throw new HttpRefusal(429, "too many attempts: wait a minute");
        }
        if (!asked || registration == Registration.CLOSED) {
            // As long as the password of somebody else takes.
            users.isRight(user, password);
            throw new HttpRefusal(
                    401,
                    registration == Registration.CLOSED
                            ? "the name or the password is not right"
                            : "there is no user " + user + "; npm adduser adds one");
        }
        if (!Users.isName(user) || !Users.isPassword(password)) {
            throw new HttpRefusal(400, "a user's name has letters, digits, dots, hyphens and low lines, 64 at most");
        }
        if (!users.add(user, password)) {
            throw new HttpRefusal(409, "there is a user " + user + " already");
        }
        audit.wrote(user, exchange.peer(), "register", user);
    }

    void whoami(Exchange exchange) {
        noStore(exchange);
        exchange.send(200, JsonObject.ofStrings(Map.of("username", known(exchange))));
    }

    void profile(Exchange exchange) throws IOException {
        noStore(exchange);
        exchange.send(200, profile(known(exchange)));
    }

    private static JsonObject profile(String user) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("tfa", JsonValue.Literal.NULL);
        json.put("name", new JsonValue.Text(user));
        json.put("email", new JsonValue.Text(""));
        json.put("email_verified", JsonValue.Literal.FALSE);
        return JsonObject.of(json);
    }

    /** Changes the password; there is nothing else that is kept of a user. */
    void changeProfile(Exchange exchange) throws IOException {
        String user = known(exchange);
        JsonObject json = exchange.json(LARGEST);
        for (String key : json.keys()) {
            boolean isSaid = json.get(key) != JsonValue.Literal.NULL;
            if (isSaid && key.equals("tfa")) {
                throw new HttpRefusal(400, "this registry knows no two-factor authentication");
            }
            if (isSaid && !key.equals("password")) {
                throw new HttpRefusal(400, "this registry keeps no " + key + " of its users");
            }
        }
        JsonObject password = json.object("password");
        String old = password == null ? null : password.string("old");
        String wanted = password == null ? null : password.string("new");
        if (old == null || wanted == null || !Users.isPassword(wanted)) {
            throw new HttpRefusal(400, "say the password that holds and a new one");
        }
        checkWhole(exchange, "");
        confirm(exchange, user, old);
        users.changePassword(user, wanted);
        audit.wrote(user, exchange.peer(), "password", user);
        noStore(exchange);
        exchange.send(200, profile(user));
    }

    /** What is good for a part of what its owner may do only does away with nothing but itself. */
    private static void checkWhole(Exchange exchange, String key) {
        String shown = exchange.header(HeaderNames.AUTHORIZATION);
        String secret =
                shown == null ? "" : shown.substring(shown.indexOf(' ') + 1).strip();
        boolean isItself =
                key.length() >= 6 && (key.equals(secret) || Tokens.keyOf(secret).startsWith(key));
        if (!exchange.identity().isWhole() && !isItself) {
            throw new HttpRefusal(403, "this token is for certain packages or for reading, and not for this");
        }
    }

    /** Somebody who logged in is told of the others: their names stand on what they published. */
    void describe(Exchange exchange, String user) throws IOException {
        known(exchange);
        if (!users.exists(user)) {
            throw HttpRefusal.missing("there is no user " + user);
        }
        exchange.send(200, JsonObject.ofStrings(Map.of("_id", "org.couchdb.user:" + user, "name", user, "email", "")));
    }

    void logout(Exchange exchange, String secret) throws IOException {
        String user = known(exchange);
        checkWhole(exchange, secret);
        if (!tokens.revoke(user, Tokens.keyOf(secret))) {
            throw HttpRefusal.missing("it is no token of yours");
        }
        audit.wrote(user, exchange.peer(), "logout", user);
        exchange.ok(200);
    }

    void tokens(Exchange exchange) throws IOException {
        List<JsonValue> objects = new ArrayList<>();
        for (Tokens.Token token : tokens.of(known(exchange))) {
            objects.add(describe(token, token.shown()));
        }
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("objects", new JsonArray(objects));
        json.put("total", new JsonValue.Numeral(Integer.toString(objects.size())));
        json.put("urls", JsonObject.EMPTY);
        noStore(exchange);
        exchange.send(200, JsonObject.of(json));
    }

    void createToken(Exchange exchange) throws IOException {
        String user = known(exchange);
        JsonObject json = exchange.json(LARGEST);
        String password = json.string("password");
        confirm(exchange, user, password == null ? "" : password);
        if (!strings(json, "orgs").isEmpty()) {
            throw new HttpRefusal(400, "there are no organizations here: name scopes or packages");
        }
        String permission = json.string("packages_and_scopes_permission");
        if ("no-access".equals(permission)) {
            throw new HttpRefusal(400, "a token without access would be good for nothing");
        }
        List<NamePattern> names = new ArrayList<>();
        List<AddressRange> addresses = new ArrayList<>();
        try {
            for (String pattern : strings(json, "packages")) {
                names.add(new NamePattern(pattern));
            }
            for (String scope : strings(json, "scopes")) {
                names.add(new NamePattern(scope.contains("/") ? scope : scope + "/*"));
            }
            for (String range : strings(json, "cidr_whitelist")) {
                addresses.add(AddressRange.parse(range));
            }
        } catch (IllegalArgumentException noPattern) {
            throw new HttpRefusal(400, String.valueOf(noPattern.getMessage()));
        }
        boolean readonly = json.isTruthy("readonly") || "read-only".equals(permission);
        String name = json.string("name");
        Tokens.Issued issued = tokens.issue(
                user,
                name == null ? "" : name.substring(0, Math.min(100, name.length())),
                readonly ? Identity.Permission.READ : Identity.Permission.WRITE,
                names,
                addresses,
                expiry(json.get("expires")));
        audit.wrote(user, exchange.peer(), "token", issued.token().shown());
        noStore(exchange);
        exchange.send(201, describe(issued.token(), issued.secret()));
    }

    private static List<String> strings(JsonObject json, String key) {
        JsonArray array = json.array(key);
        return array == null ? List.of() : array.strings();
    }

    /** A number of days, or a day. */
    private static @Nullable Instant expiry(@Nullable JsonValue value) {
        try {
            return switch (value) {
                case null -> null;
                case JsonValue.Numeral days -> Instant.now().plus(Duration.ofDays(Long.parseLong(days.digits())));
                case JsonValue.Text text ->
                    text.value().matches("\\d{1,5}")
                            ? Instant.now().plus(Duration.ofDays(Long.parseLong(text.value())))
                            : Instant.parse(text.value());
                case JsonValue.Literal _, JsonArray _, JsonObject _ -> null;
            };
        } catch (NumberFormatException | DateTimeException | ArithmeticException nonsense) {
            throw new HttpRefusal(400, "expires is neither a number of days nor a date");
        }
    }

    private static JsonObject describe(Tokens.Token token, String shown) {
        boolean readonly = token.permission() == Identity.Permission.READ;
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("token", new JsonValue.Text(shown));
        json.put("key", new JsonValue.Text(token.key()));
        json.put("id", new JsonValue.Text(token.key()));
        json.put("name", new JsonValue.Text(token.name()));
        json.put("user", new JsonValue.Text(token.user()));
        json.put("readonly", readonly ? JsonValue.Literal.TRUE : JsonValue.Literal.FALSE);
        json.put(
                "packages",
                JsonArray.ofStrings(
                        token.names().stream().map(NamePattern::text).toList()));
        json.put(
                "cidr_whitelist",
                token.addresses().isEmpty()
                        ? JsonValue.Literal.NULL
                        : JsonArray.ofStrings(token.addresses().stream()
                                .map(AddressRange::toString)
                                .toList()));
        json.put("created", new JsonValue.Text(token.created().toString()));
        json.put(
                "expires",
                token.expires() == null
                        ? JsonValue.Literal.NULL
                        : new JsonValue.Text(token.expires().toString()));
        return JsonObject.of(json);
    }

    void revoke(Exchange exchange, String key) throws IOException {
        String user = known(exchange);
        checkWhole(exchange, key);
        if (!tokens.revoke(user, key)) {
            throw HttpRefusal.missing("it is no token of yours");
        }
        audit.wrote(user, exchange.peer(), "revoke", key.substring(0, Math.min(8, key.length())));
        exchange.ok(200);
    }

    static String known(Exchange exchange) {
        String user = exchange.identity().user();
        if (user == null) {
            throw new HttpRefusal(401, "log in first");
        }
        return user;
    }

    static void noStore(Exchange exchange) {
        exchange.header(HeaderNames.CACHE_CONTROL, "no-store");
    }
}
