package dev.dx.engine.npm.config;

import dev.dx.engine.Environment;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <code>${NAME}</code> in npm's configuration: replaced by the environment's variable, left standing where there is
 * none; <code>${NAME?}</code> is then empty instead. A backslash before it keeps it as it is.
 */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\\\)(\\\\*)\\$\\{([^${}?]+)(\\?)?}");

    private Variables() {}

    /** Whether the text refers to a variable at all. */
    static boolean occurIn(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Whether the text is nothing but one reference. */
    static boolean isAllOf(String text) {
        return REFERENCE.matcher(text).matches();
    }

    static String expand(String text, Environment environment) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(match -> {
            String slashes = match.group(1);
            if (slashes.length() % 2 == 1) {
                return Matcher.quoteReplacement(match.group().substring((slashes.length() + 1) / 2));
            }
            String value = environment.variables().get(match.group(2));
            if (value == null) {
                value = match.group(3) == null ? "${" + match.group(2) + "}" : "";
            }
            return Matcher.quoteReplacement(slashes.substring(slashes.length() / 2) + value);
        });
    }
}
