package dev.dx.engine.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The second names that Windows gives to files and folders, {@code PROGRA~1} for {@code program-files}. Which one a name
 * gets depends on what was there before it, so that an archive's {@code PROGRA~1/x} may land in another folder of it, or
 * not: a package that has both is refused. Errs on the side of refusing.
 */
final class ShortNames {
    private static final Pattern SHORT = Pattern.compile("([^.~]{1,6})~([1-9][0-9]{0,5})(?:\\.([^.]{1,3}))?");
    private static final Pattern HASHED = Pattern.compile("(.{1,2})[0-9A-F]{4}");
    private static final int BASE = 8;
    private static final int EXTENSION = 3;
    private static final String NOT_IN_SHORT_NAMES = "+,;=[]";

    private ShortNames() {}

    /** A path that may be the short name of another. */
    record Clash(String path, String other) {}

    /** Two of these paths that may be one; null where there are none. */
    static @Nullable Clash among(Collection<String> paths) {
        if (paths.stream().noneMatch(path -> path.indexOf('~') >= 0)) {
            return null;
        }
        Map<String, Set<String>> folders = new TreeMap<>();
        for (String path : paths) {
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                int start = path.lastIndexOf('/', end - 1) + 1;
                folders.computeIfAbsent(path.substring(0, start).toUpperCase(Locale.ROOT), _ -> new LinkedHashSet<>())
                        .add(path.substring(0, end));
            }
        }
        for (Set<String> siblings : folders.values()) {
            Clash clash = amongSiblings(siblings);
            if (clash != null) {
                return clash;
            }
        }
        return null;
    }

    private static @Nullable Clash amongSiblings(Set<String> siblings) {
        List<String> all = new ArrayList<>(siblings);
        for (String path : all) {
            Matcher its = SHORT.matcher(nameOf(path).toUpperCase(Locale.ROOT));
            if (its.matches() && its.group(1).length() + 1 + its.group(2).length() <= BASE) {
                for (String other : all) {
                    if (!other.equals(path) && mayBeCalled(nameOf(other), its)) {
                        return new Clash(path, other);
                    }
                }
            }
        }
        return null;
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether a name may get that short one. */
    private static boolean mayBeCalled(String name, Matcher shortened) {
        int dot = name.lastIndexOf('.');
        String base = dot <= 0 ? name : name.substring(0, dot);
        String extension = dot <= 0 ? "" : name.substring(dot + 1);
        String plainBase = plain(base);
        String plainExtension = plain(extension);
        boolean isShort = base.length() <= BASE
                && extension.length() <= EXTENSION
                && plainBase.equalsIgnoreCase(base)
                && plainExtension.equalsIgnoreCase(extension)
                && name.chars().allMatch(c -> c < 128);
        if (isShort) {
            return false;
        }
        String ending = plainExtension.substring(0, Math.min(EXTENSION, plainExtension.length()));
        if (!isLike(ending, shortened.group(3) == null ? "" : shortened.group(3))) {
            return false;
        }
        String start = shortened.group(1);
        Matcher hashed = HASHED.matcher(start);
        return startsLike(plainBase, start) || (hashed.matches() && startsLike(plainBase, hashed.group(1)));
    }

    /** In upper case, without what short names leave out; {@code _} is what they replace. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= 128 || NOT_IN_SHORT_NAMES.indexOf(c) >= 0) {
                plain.append('_');
            } else if (c != '.' && c != ' ') {
                plain.append((char) c);
            }
        });
        return plain.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean isLike(String one, String other) {
        return one.length() == other.length() && startsLike(one, other);
    }

    /** Whether it begins so, where {@code _} may have become any character: that depends on the machine's code page. */
    private static boolean startsLike(String text, String start) {
        if (start.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (text.charAt(i) != start.charAt(i) && text.charAt(i) != '_') {
                return false;
            }
        }
        return true;
    }
}
