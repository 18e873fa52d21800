package dev.dx.engine.npm.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One setting as it takes effect, and where it comes from. Its text form never shows a secret.
 *
 * @param values one, unless the setting is a list
 * @param source the file, or words for what is not a file
 */
public record ConfigValue(String key, List<String> values, ConfigLayer layer, String source) {
    private static final Set<String> SECRET_KEYS =
            Set.of("_auth", "_authtoken", "_password", "username", "key", "otp", "-authtoken");
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]+@");

    public ConfigValue {
        values = List.copyOf(values);
    }

    /** The value; of a list the last, which is what npm takes where it wants one. */
    public String text() {
        return values.getLast();
    }

    public boolean isSecret() {
        return SECRET_KEYS.contains(key.substring(key.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT));
    }

    /** The value as it may be shown. */
    public String shown() {
        String text = String.join(", ", values);
        return isSecret() ? "(protected)" : USER_INFO.matcher(text).replaceAll("//(protected)@");
    }

    @Override
    public String toString() {
        return key + " = " + shown() + " (" + source + ")";
    }
}
