package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.DxrpAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What npm takes as the value of which setting. Settings that are not named here take any text. */
final class SettingKeys {
    private static final Set<String> FLAGS = Set.of(
            "audit",
            "bin-links",
            "dry-run",
            "engine-strict",
            "force",
            "format-package-lock",
            "foreground-scripts",
            "fund",
            "global-style",
            "ignore-scripts",
            "install-links",
            "legacy-bundling",
            "legacy-peer-deps",
            "offline",
            "omit-lockfile-registry-resolved",
            "package-lock",
            "package-lock-only",
            "prefer-dedupe",
            "prefer-offline",
            "prefer-online",
            "save",
            "save-bundle",
            "save-dev",
            "save-exact",
            "save-optional",
            "save-peer",
            "save-prod",
            "strict-peer-deps",
            "strict-ssl");
    private static final Set<String> NUMBERS = Set.of(
            "fetch-retries",
            "fetch-retry-factor",
            "fetch-retry-maxtimeout",
            "fetch-retry-mintimeout",
            "fetch-timeout",
            "maxsockets",
            "min-release-age");
    private static final Map<String, Set<String>> CHOICES = Map.of(
            "lockfile-version", Set.of("1", "2", "3", "null"),
            "install-strategy", Set.of("hoisted", "nested", "shallow", "linked"),
            "omit", Set.of("dev", "optional", "peer"),
            "include", Set.of("prod", "dev", "optional", "peer"));
    private static final Set<String> UNSCOPED_SECRETS = Set.of("_auth", "_authtoken", "_password", "username", "email");

    private SettingKeys() {}

    /** Refuses what npm would complain of whenever it reads the file. */
    static void check(String key, String value) {
        if (key.isBlank()) {
            throw wrong("a setting without a name", "Write KEY=VALUE.");
        }
        if (UNSCOPED_SECRETS.contains(key.toLowerCase(Locale.ROOT))) {
            throw wrong(
                    key + " does not say which registry it is for",
                    "Write //host/:" + key + "= with the registry's host.");
        }
        // Its value is known only where it is used.
        if (Variables.occurIn(value)) {
            return;
        }
        if (FLAGS.contains(key) && !Set.of("true", "false", "null", "").contains(value)) {
            throw wrong(key + "=" + value, "It is true or false.");
        }
        if (NUMBERS.contains(key) && !value.equals("null") && !value.matches("\\d+(\\.\\d+)?")) {
            throw wrong(key + "=" + value, "It is a number that is not negative.");
        }
        Set<String> choices = CHOICES.get(key);
        if (choices != null && !choices.contains(value)) {
            throw wrong(
                    key + "=" + value,
                    "It is one of "
                            + String.join(", ", choices.stream().sorted().toList()) + ".");
        }
        if ((key.equals("registry") || key.endsWith(":registry")) && !isAddress(value)) {
            throw wrong(key + ": not the address of a registry", "It has the form https://host/path/.");
        }
    }

    private static boolean isAddress(String value) {
        try {
            URI uri = URI.create(value);
            boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return uri.getHost() != null && (isHttp || DxrpAddress.is(uri));
        } catch (IllegalArgumentException notUrl) {
            return false;
        }
    }

    private static DxException wrong(String what, String remedy) {
        return new DxException(ErrorCode.DX_USAGE, what, remedy);
    }
}
