package dev.dx.app.gui.text;

import dev.dx.engine.DxException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What failed, as a sentence: the engine begins in the middle of a line, after its code. */
public final class FailureText {
    /**
     * The words that failures begin with where it is not the name of a package, a file, a setting or a program: those stay
     * as they are spelt.
     */
    private static final Set<String> OPENINGS = Set.of(
            "a",
            "an",
            "cancelled",
            "cannot",
            "every",
            "it",
            "no",
            "not",
            "nothing",
            "one",
            "only",
            "package",
            "port",
            "proxy",
            "reading",
            "running",
            "some",
            "standard",
            "that",
            "the",
            "there",
            "these",
            "this",
            "too",
            "what");

    /** A word of letters, and what comes after it unless that makes it a name: a version, or what is wrong with it. */
    private static final Pattern FIRST_WORD = Pattern.compile("([a-z]+)(?![\\w@/.:-])(?! \\d+\\.)");

    private FailureText() {}

    public static String of(DxException failure) {
        return of(failure.what());
    }

    /** As of a failure with these words. */
    public static String of(String what) {
        Matcher first = FIRST_WORD.matcher(what);
        return first.lookingAt() && OPENINGS.contains(first.group(1))
                ? Character.toUpperCase(what.charAt(0)) + what.substring(1)
                : what;
    }
}
