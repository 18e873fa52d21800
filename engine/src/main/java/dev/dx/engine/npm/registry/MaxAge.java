package dev.dx.engine.npm.registry;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long an answer may be used without asking again. */
final class MaxAge {
    /** What npm's own registry says of its packuments; taken where a registry says nothing. */
    private static final Duration USUAL = Duration.ofMinutes(5);

    private static final Duration LONGEST = Duration.ofHours(24);

    private MaxAge() {}

    static Duration of(@Nullable String cacheControl, @Nullable String age) {
        if (cacheControl == null) {
            return USUAL;
        }
        Duration maxAge = USUAL;
        for (String part : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
            String directive = part.strip();
            if (directive.equals("no-cache") || directive.equals("no-store")) {
                return Duration.ZERO;
            }
            if (directive.startsWith("max-age=")) {
                maxAge = Duration.ofSeconds(seconds(directive.substring("max-age=".length())));
            }
        }
        Duration left = maxAge.minusSeconds(age == null ? 0 : seconds(age.strip()));
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    static boolean mayBeStored(@Nullable String cacheControl) {
        return cacheControl == null || !cacheControl.toLowerCase(Locale.ROOT).contains("no-store");
    }

    private static long seconds(String digits) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }
}
