package dev.dx.engine.npm.publish;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.Credentials;
import dev.dx.engine.fetch.DxrpAddress;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.HttpQuery;
import dev.dx.engine.fetch.HttpReply;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.HttpSubmission;
import dev.dx.engine.fetch.HttpTransport;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One registry, as somebody who has an account there sees it: logs in and out, asks who that is, and publishes. Interrupting
 * a thread that waits for it cancels.
 */
public final class RegistryAccount implements AutoCloseable {
    private static final String BEARER = "Bearer ";
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int LONGEST_REASON = 300;
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final NpmConfig config;
    private final URI registry;
    private final @Nullable String oneTimePassword;
    private final HttpSettings settings;
    private final HttpTransport transport;
    private @Nullable URI http;

    /** @param oneTimePassword that the registry wants besides; null if there is none */
    public RegistryAccount(NpmConfig config, Environment environment, URI registry, @Nullable String oneTimePassword) {
        this.config = config;
        this.registry = registry;
        this.oneTimePassword = oneTimePassword;
        this.settings = NetworkSettings.of(config, environment);
        this.transport = new HttpTransport(settings);
    }

    /**
     * The starts of the keys in .npmrc that say who one is there: one for each address it is reached by, the one that is
     * configured first.
     */
    public List<String> keyPrefixes() {
        return Stream.of(registry, http())
                .map(RegistryAccount::keyPrefix)
                .distinct()
                .toList();
    }

    private static String keyPrefix(URI address) {
        return "//" + address.getRawAuthority() + address.getRawPath();
    }

    /** Where accounts and publishing are: one that speaks DXRP says where its HTTP is. */
    private synchronized URI http() {
        URI known = http;
        if (known == null) {
            known = DxrpAddress.is(registry) ? askForHttp() : registry;
            http = known;
        }
        return known;
    }

    private URI askForHttp() {
        // Nobody in particular asks: a token that has expired does not stand in the way of a new one.
        try (DxrpTransport dxrp = new DxrpTransport(registry, Credentials.NONE, settings)) {
            return dxrp.http();
        }
    }

    /**
     * Lets the user log in at a page of the registry, and answers the token; null if the registry has no such page.
     *
     * @param page is told where to go
     */
    public @Nullable String loginOnPage(Consumer<URI> page) {
        HttpReply begun = submit("-/v1/login", HttpSubmission.json("POST", "{}"), Credentials.NONE);
        if ((begun.status() >= 400 && begun.status() < 500) || begun.status() == 501) {
            return null;
        }
        JsonObject addresses = read(done(begun));
        URI login = address(addresses.string("loginUrl"));
        URI finished = address(addresses.string("doneUrl"));
        if (login == null || finished == null) {
            return null;
        }
        page.accept(login);
        while (true) {
            HttpReply reply = transport.submit(HttpQuery.of(finished), HttpSubmission.empty("GET"), LARGEST_ANSWER);
            if (reply.status() == 202) {
                pause(reply.header("retry-after"));
                continue;
            }
            return token(done(reply));
        }
    }

    /** Logs in with a name and a password, and answers the token. */
    public String login(String user, String password) {
        return enter(user, password, Map.of());
    }

    /** Makes an account, and answers the token. */
    public String register(String user, String password, String email) {
        return enter(user, password, Map.of("email", new JsonValue.Text(email)));
    }

    private String enter(String user, String password, Map<String, JsonValue> more) {
        Map<String, JsonValue> wish = new LinkedHashMap<>();
        wish.put("_id", new JsonValue.Text("org.couchdb.user:" + user));
        wish.put("name", new JsonValue.Text(user));
        wish.put("password", new JsonValue.Text(password));
        wish.putAll(more);
        wish.put("type", new JsonValue.Text("user"));
        wish.put("roles", new JsonArray(List.of()));
        wish.put("date", new JsonValue.Text(Instant.now().toString()));
        String path = "-/user/org.couchdb.user:" + URLEncoder.encode(user, StandardCharsets.UTF_8);
        String text = JsonWriter.write(JsonObject.of(wish), JsonStyle.COMPACT);
        return token(done(submit(path, HttpSubmission.json("PUT", text), Credentials.NONE)));
    }

    /** Makes the registry forget the token that is configured; one that it does not know is as good as forgotten. */
    public void logout() {
        Credentials credentials = credentials("-/user/token/");
        String authorization = credentials.authorization();
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw notLoggedIn();
        }
        String token = URLEncoder.encode(authorization.substring(BEARER.length()), StandardCharsets.UTF_8);
        HttpReply reply = submit("-/user/token/" + token, HttpSubmission.empty("DELETE"), credentials);
        if (reply.status() != 404 && reply.status() != 401) {
            done(reply);
        }
    }

    /** Who the registry takes the user for. */
    public String whoAmI() {
        Credentials credentials = credentials("-/whoami");
        if (credentials.isEmpty()) {
            throw notLoggedIn();
        }
        String name = read(done(submit("-/whoami", HttpSubmission.empty("GET"), credentials)))
                .string("username");
        if (name == null) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    registry.getHost() + ": did not say who that is",
                    "Log in again with dx login.");
        }
        return name;
    }

    /** Whether there is anything to prove an identity with. */
    public boolean isLoggedIn() {
        return !credentials("").isEmpty();
    }

    public DxException notLoggedIn() {
        return new DxException(
                ErrorCode.DX_AUTH,
                registry.getHost() + ": nobody is logged in there",
                "Log in with dx login, or put " + keyPrefix(http()) + ":_authToken= with a token into your .npmrc.");
    }

    /** Publishes a version under a tag. */
    public void publish(PackedPackage packed, String tag, @Nullable String access) {
        Publication publication = Publication.of(packed, tag, access, http());
        String path = PackageName.parse(packed.manifest().name()).escaped();
        HttpReply reply = submit(
                path,
                new HttpSubmission("PUT", "application/json", publication.length(), publication::open),
                credentials(path));
        if (reply.status() == 401 && asksForOneTimePassword(reply)) {
            throw new DxException(
                    ErrorCode.DX_AUTH, registry.getHost() + ": wants a one-time password", "Say it with --otp CODE.");
        }
        if (reply.status() == 409) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    packed.manifest() + ": " + registry.getHost() + " has that version already",
                    "A version is published once; give package.json another.");
        }
        done(reply);
    }

    @Override
    public void close() {
        transport.close();
    }

    private HttpReply submit(String path, HttpSubmission submission, Credentials credentials) {
        HttpQuery query = new HttpQuery(http().resolve(path), Map.of(), credentials)
                .with("npm-auth-type", "web")
                .with("npm-command", submission.method().equals("PUT") ? "publish" : "login");
        return transport.submit(
                oneTimePassword == null ? query : query.with("npm-otp", oneTimePassword), submission, LARGEST_ANSWER);
    }

    private Credentials credentials(String path) {
        return config.credentialsFor(http().resolve(path), http());
    }

    private static boolean asksForOneTimePassword(HttpReply reply) {
        String challenge = reply.header("www-authenticate");
        return (challenge != null && challenge.toLowerCase(Locale.ROOT).contains("otp"))
                || reply.text().toLowerCase(Locale.ROOT).contains("one-time pass");
    }

    private static HttpReply done(HttpReply reply) {
        if (!reply.isDone()) {
            throw reply.refusal(reason(reply));
        }
        return reply;
    }

    /** What the registry says was wrong, in one line. */
    private static String reason(HttpReply reply) {
        JsonObject json = read(reply);
        for (String key : List.of("error", "reason", "message")) {
            String text = json.string(key);
            if (text != null) {
                String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
                return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
            }
        }
        return "";
    }

    private String token(HttpReply reply) {
        String token = read(reply).string("token");
        if (token == null || token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    registry.getHost() + ": gave no token",
                    "The registry may not support logging in; ask who runs it for a token.");
        }
        return token;
    }

    private static JsonObject read(HttpReply reply) {
        try {
            return JsonReader.readObject(reply.text());
        } catch (JsonReader.MalformedJsonException notJson) {
            return JsonObject.EMPTY;
        }
    }

    /** Where the user, or the next request, is sent: over https, or as the registry itself is reached. No secret goes along. */
    private @Nullable URI address(@Nullable String text) {
        try {
            URI uri = text == null ? null : http().resolve(text);
            boolean web = uri != null
                    && uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || uri.getScheme().equals(http().getScheme()));
            return web ? uri : null;
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    private static void pause(@Nullable String seconds) {
        Duration pause = USUAL_PAUSE;
        try {
            pause = seconds == null ? USUAL_PAUSE : Duration.ofSeconds(Math.max(0, Integer.parseInt(seconds.strip())));
        } catch (NumberFormatException aDate) {
            // then as long as usual
        }
        try {
            Thread.sleep(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
