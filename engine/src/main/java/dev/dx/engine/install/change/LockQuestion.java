package dev.dx.engine.install.change;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.resolve.ResolveRules;
import java.io.File;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that decides what a project without a lock is resolved to, except what registries say, as one text. Rather
 * too much goes into it than too little: a setting more only means that something is worked out again.
 */
public final class LockQuestion {
    /** Settings that say how to go about it, or how to talk about it. */
    private static final Set<String> IRRELEVANT = Set.of(
            "audit",
            "cache",
            "color",
            "fund",
            "ignore-scripts",
            "json",
            "loglevel",
            "offline",
            "prefer-offline",
            "prefer-online",
            "progress",
            "update-notifier",
            "user-agent");

    private LockQuestion() {}

    public static String of(
            InstallRequest request, NpmConfig config, Environment environment, ResolveRules rules, String wishes) {
        StringBuilder text = new StringBuilder();
        part(text, engine());
        part(text, String.valueOf(request.project().getFileName()));
        part(text, String.valueOf(request.before()));
        part(text, config.minReleaseAge());
        part(text, environment.platform());
        part(text, String.valueOf(rules.choice().nodeVersion()));
        part(
                text,
                rules.copies() + " " + rules.strictness() + " " + rules.hoisting() + " " + rules.bundlers() + " "
                        + rules.engineStrict());
        part(text, config.defaultRegistry());
        for (ConfigValue value : config.values()) {
            // What proves an identity to a registry decides nothing, and is none of this file's business.
            if (!value.key().startsWith("//") && !value.isSecret() && !IRRELEVANT.contains(value.key())) {
                part(text, value.key() + "=" + value.values());
            }
        }
        part(text, wishes);
        return text.toString();
    }

    private static void part(StringBuilder text, Object part) {
        text.append(part).append('\0');
    }

    /** What works it out: another build may come to another result. */
    private static String engine() {
        StringBuilder text = new StringBuilder();
        for (String entry : System.getProperty("java.class.path", "").split(Pattern.quote(File.pathSeparator))) {
            File file = new File(entry);
            text.append(file).append(' ').append(file.lastModified()).append(' ');
        }
        return text.toString();
    }
}
