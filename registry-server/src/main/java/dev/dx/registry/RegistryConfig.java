package dev.dx.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.semver.Range;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.NamePattern;
import dev.dx.registry.access.Registration;
import dev.dx.registry.access.Users;
import dev.dx.registry.packument.VersionFilter;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code registry.json} in a registry's folder: JSON that may hold comments. Nothing in it is needed; a key that is
 * not known is an error, since a rule that is misspelled would protect nothing.
 *
 * <pre>
 * {
 *   "packages": [                      // the first pattern that fits a name decides
 *     {"pattern": "@corp/*", "read": "users", "publish": ["publisher"], "upstream": false}
 *   ],
 *   "registration": "closed",          // or "open": users may add themselves; open on loopback if it is not said
 *   "upstream": "https://host/",       // else what .npmrc says; "none" for no upstream at all
 *   "upstreams": {"@other": "https://host/"},
 *   "minimumAge": "1d",                // of versions from an upstream
 *   "deny": ["name", "name@range"],
 *   "fresh": "2m", "missing": "30s",   // how long an upstream's answers are believed
 *   "cacheLimit": "20GB", "largestPackage": "256MB",
 *   "hosts": ["registry.corp"], "publicUrl": "https://registry.corp/"
 * }
 * </pre>
 */
public final class RegistryConfig {
    private static final String FILE = "registry.json";
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})\\s*([a-zA-Z]*)");
    private static final Set<String> KEYS = Set.of(
            "packages",
            "registration",
            "upstream",
            "upstreams",
            "minimumAge",
            "deny",
            "fresh",
            "missing",
            "cacheLimit",
            "largestPackage",
            "hosts",
            "publicUrl");
    private static final Set<String> RULE_KEYS = Set.of("pattern", "read", "publish", "upstream");

    private final Path file;
    private final JsonObject json;

    private RegistryConfig(Path file, JsonObject json) {
        this.file = file;
        this.json = json;
    }

    /** The settings of the registry in a folder that listens on loopback, as far as its file says nothing else. */
    public static RegistrySettings settings(Path folder) {
        return settings(folder, InetAddress.getLoopbackAddress());
    }

    public static RegistrySettings settings(Path folder, InetAddress address) {
        Path file = folder.resolve(FILE);
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            text = "{}";
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
        try {
            return new RegistryConfig(file, JsonReader.readObjectWithComments(text)).settings(address, folder);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new DxException(
                    ErrorCode.DX_CONFIG, file + ": " + malformed.getMessage(), "Correct the file, or remove it.");
        }
    }

    /**
     * Writes the rules into the file, and leaves everything else in it as it is.
     *
     * @throws DxException DX_CONFIG if the file has comments, which would be lost
     */
    static void writeRules(Path folder, List<AccessRules.Rule> rules) throws IOException {
        Path file = folder.resolve(FILE);
        String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "{}";
        JsonObject json;
        try {
            json = JsonReader.readObject(text);
        } catch (JsonReader.MalformedJsonException commented) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    file + " has comments, which would be lost",
                    "Change \"packages\" in the file, and start the registry again.");
        }
        JsonArray all = new JsonArray(rules.stream().map(RegistryConfig::json).toList());
        Files.createDirectories(folder);
        Path written = Files.createTempFile(folder, FILE, ".new");
        try {
            Files.writeString(written, JsonWriter.writeFile(json.with("packages", all), JsonStyle.NPM));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static JsonValue json(AccessRules.Rule rule) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("pattern", new JsonValue.Text(rule.pattern().text()));
        members.put("read", json(rule.read()));
        members.put("publish", json(rule.publish()));
        members.put(
                "upstream",
                switch (rule.beyond()) {
                    case UPSTREAM -> JsonValue.Literal.TRUE;
                    case NOWHERE -> JsonValue.Literal.FALSE;
                });
        return JsonObject.of(members);
    }

    private static JsonValue json(AccessRules.Who who) {
        return switch (who) {
            case AccessRules.Who.Everyone _ -> new JsonValue.Text("everyone");
            case AccessRules.Who.Users _ -> new JsonValue.Text("users");
            case AccessRules.Who.Only(List<String> names) ->
                new JsonArray(names.stream().<JsonValue>map(JsonValue.Text::new).toList());
        };
    }

    private RegistrySettings settings(InetAddress address, Path folder) {
        for (String key : json.keys()) {
            if (!KEYS.contains(key)) {
                throw wrong(key, "it is not known");
            }
        }
        return new RegistrySettings(
                folder,
                address,
                RegistrySettings.PORT,
                RegistrySettings.HTTP_PORT,
                uri(json.string("publicUrl"), "publicUrl"),
                new LinkedHashSet<>(strings("hosts")),
                Certificate.NONE,
                upstream(),
                new VersionFilter(duration("minimumAge", Duration.ZERO), denied()),
                rules(),
                registration(address),
                bytes("largestPackage", 256L << 20));
    }

    private UpstreamSettings upstream() {
        UpstreamSettings standard = UpstreamSettings.STANDARD;
        String named = json.string("upstream");
        boolean none = "none".equals(named);
        Map<String, URI> scopes = new LinkedHashMap<>();
        json.strings("upstreams").forEach((scope, text) -> {
            URI uri = uri(text, "upstreams");
            if (!scope.startsWith("@") || uri == null) {
                throw wrong("upstreams", scope + " is not a scope");
            }
            scopes.put(scope, uri);
        });
        return new UpstreamSettings(
                none ? UpstreamSettings.Mode.NONE : standard.mode(),
                none ? null : uri(named, "upstream"),
                scopes,
                duration("fresh", standard.fresh()),
                duration("missing", standard.missing()),
                bytes("cacheLimit", standard.cacheLimit()));
    }

    private Registration registration(InetAddress address) {
        String text = json.string("registration");
        return switch (text) {
            case null -> address.isLoopbackAddress() ? Registration.OPEN : Registration.CLOSED;
            case "open" -> Registration.OPEN;
            case "closed" -> Registration.CLOSED;
            default -> throw wrong("registration", "it is open or closed");
        };
    }

    private Map<String, Range> denied() {
        Map<String, Range> denied = new LinkedHashMap<>();
        for (String text : strings("deny")) {
            int at = text.indexOf('@', 1);
            Range range = Range.parse(at < 0 ? "*" : text.substring(at + 1));
            if (range == null) {
                throw wrong("deny", text + " is not a name, or a name with a range");
            }
            denied.put(at < 0 ? text : text.substring(0, at), range);
        }
        return denied;
    }

    private AccessRules rules() {
        List<AccessRules.Rule> rules = new ArrayList<>();
        JsonArray array = json.array("packages");
        if (array == null) {
            return new AccessRules(List.of());
        }
        for (JsonValue item : array.items()) {
            String pattern = item instanceof JsonObject rule ? rule.string("pattern") : null;
            if (!(item instanceof JsonObject rule) || pattern == null || !RULE_KEYS.containsAll(rule.keys())) {
                throw wrong("packages", "a rule has a pattern, and read, publish and upstream");
            }
            JsonValue beyond = rule.get("upstream");
            rules.add(new AccessRules.Rule(
                    new NamePattern(pattern),
                    who(rule.get("read"), AccessRules.FOR_THE_REST.read()),
                    who(rule.get("publish"), AccessRules.FOR_THE_REST.publish()),
                    beyond == null || beyond.isTruthy() ? AccessRules.Beyond.UPSTREAM : AccessRules.Beyond.NOWHERE));
        }
        return new AccessRules(rules);
    }

    private AccessRules.Who who(@Nullable JsonValue value, AccessRules.Who otherwise) {
        return switch (value) {
            case null -> otherwise;
            case JsonValue.Text text when text.value().equals("everyone") -> new AccessRules.Who.Everyone();
            case JsonValue.Text text when text.value().equals("users") -> new AccessRules.Who.Users();
            case JsonArray names
            when names.strings().size() == names.items().size()
                    && names.strings().stream().allMatch(Users::isName) -> new AccessRules.Who.Only(names.strings());
            default -> throw wrong("packages", "read and publish are everyone, users or a list of users' names");
        };
    }

    private List<String> strings(String key) {
        JsonArray array = json.array(key);
        if (json.get(key) != null
                && (array == null || array.strings().size() != array.items().size())) {
            throw wrong(key, "it is a list of strings");
        }
        return array == null ? List.of() : array.strings();
    }

    private @Nullable URI uri(@Nullable String text, String key) {
        return text == null ? null : address(text, file + ": " + key);
    }

    private static URI address(String text, String where) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null) {
                return text.endsWith("/") ? uri : URI.create(text + "/");
            }
        } catch (IllegalArgumentException notAnAddress) {
            // said below
        }
        throw new DxException(
                ErrorCode.DX_CONFIG, where + ": not an address: " + text, "It has the form https://host/.");
    }

    private Duration duration(String key, Duration otherwise) {
        String text = json.string(key);
        if (text == null) {
            if (json.get(key) != null) {
                throw wrong(key, "it is a number with s, m, h or d, as a string");
            }
            return otherwise;
        }
        Matcher matcher = AMOUNT.matcher(text.strip());
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            switch (matcher.group(2)) {
                case "s" -> {
                    return Duration.ofSeconds(amount);
                }
                case "m" -> {
                    return Duration.ofMinutes(amount);
                }
                case "h" -> {
                    return Duration.ofHours(amount);
                }
                case "d" -> {
                    return Duration.ofDays(amount);
                }
                default -> {}
            }
        }
        throw wrong(key, "it is a number with s, m, h or d: " + text);
    }

    private long bytes(String key, long otherwise) {
        String text = json.string(key);
        if (text == null) {
            if (json.get(key) != null) {
                throw wrong(key, "it is a number with KB, MB, GB or TB, as a string");
            }
            return otherwise;
        }
        Matcher matcher = AMOUNT.matcher(text.strip());
        int shift = matcher.matches()
                ? switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
                    case "KB" -> 10;
                    case "MB" -> 20;
                    case "GB" -> 30;
                    case "TB" -> 40;
                    default -> -1;
                }
                : -1;
        if (shift < 0 || Long.parseLong(matcher.group(1)) > Long.MAX_VALUE >> shift) {
            throw wrong(key, "it is a number with KB, MB, GB or TB: " + text);
        }
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private DxException wrong(String key, String why) {
        return new DxException(ErrorCode.DX_CONFIG, file + ": " + key + ": " + why, "Correct the file.");
    }

    /** The address in words, {@code 0.0.0.0} or a name. */
    public static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException unknown) {
            throw new DxException(
                    ErrorCode.DX_USAGE, text + " is no address of this machine", "Name one, 127.0.0.1 for instance.");
        }
    }
}
