package dev.dx.app.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * npm's settings as options: what can stand in .npmrc can be said for one command too, as {@code --engine-strict},
 * {@code --no-bin-links}, {@code --save-prefix=~} or {@code --tag next}.
 */
final class NpmSettings {
    private static final Set<String> FLAGS = Set.of(
            "audit",
            "dev",
            "dry-run",
            "engine-strict",
            "foreground-scripts",
            "format-package-lock",
            "fund",
            "global-style",
            "ignore-scripts",
            "include-workspace-root",
            "install-links",
            "legacy-bundling",
            "legacy-peer-deps",
            "offline",
            "omit-lockfile-registry-resolved",
            "optional",
            "package-lock",
            "package-lock-only",
            "prefer-dedupe",
            "prefer-offline",
            "prefer-online",
            "production",
            "progress",
            "save",
            "save-exact",
            "shrinkwrap",
            "strict-peer-deps",
            "strict-ssl",
            "timing",
            "unicode",
            "update-notifier",
            "yes");

    private static final Set<String> VALUES = Set.of(
            "also",
            "audit-level",
            "before",
            "ca",
            "cache",
            "cafile",
            "cpu",
            "fetch-retries",
            "fetch-retry-factor",
            "fetch-retry-maxtimeout",
            "fetch-retry-mintimeout",
            "fetch-timeout",
            "globalconfig",
            "https-proxy",
            "install-strategy",
            "libc",
            "lockfile-version",
            "maxsockets",
            "min-release-age",
            "node-options",
            "noproxy",
            "only",
            "os",
            "proxy",
            "replace-registry-host",
            "save-prefix",
            "scope",
            "script-shell",
            "tag",
            "userconfig");

    private final Map<String, String> taken = new HashMap<>();

    /** What was said, by the names that .npmrc has. */
    Map<String, String> taken() {
        return taken;
    }

    /** The arguments without flags that are denied, as {@code --production=false}, which is more than not to say them. */
    List<String> withoutDenied(List<String> arguments) {
        List<String> left = new ArrayList<>();
        boolean ended = false;
        for (String argument : arguments) {
            ended |= argument.equals("--");
            boolean denied = !ended && argument.startsWith("--") && argument.endsWith("=false");
            String name = denied ? argument.substring(2, argument.length() - "=false".length()) : "";
            if (FLAGS.contains(name)) {
                taken.put(name, "false");
            } else {
                left.add(argument);
            }
        }
        return left;
    }

    /** The arguments without the first that is {@code option} and its value; null if it is not one of npm's settings. */
    @Nullable
    List<String> without(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        if (at < 0 || !option.startsWith("--")) {
            return null;
        }
        List<String> left = new ArrayList<>(arguments);
        left.remove(at);
        int equals = option.indexOf('=');
        String name = equals < 0 ? option.substring(2) : option.substring(2, equals);
        String value = equals < 0 ? null : option.substring(equals + 1);
        if (name.startsWith("no-") && value == null && FLAGS.contains(name.substring(3))) {
            taken.put(name.substring(3), "false");
            return left;
        }
        if (FLAGS.contains(name)) {
            if (value == null && at < left.size() && Set.of("true", "false").contains(left.get(at))) {
                value = left.remove(at);
            }
            taken.put(name, value == null ? "true" : value);
            return left;
        }
        if (!VALUES.contains(name)) {
            return null;
        }
        if (value == null) {
            if (at >= left.size()) {
                return null;
            }
            value = left.remove(at);
        }
        taken.put(name, value);
        return left;
    }
}
