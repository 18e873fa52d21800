package dev.dx.engine.npm;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A package's name, {@code lodash} or {@code @types/node}. Whatever is one can be the name of a folder, or of a folder
 * in its scope's folder, directly below node_modules, and reaches nothing else there. Names that npm no longer accepts
 * for new packages, but that old ones have, are names too.
 */
public record PackageName(String value) implements Comparable<PackageName> {
    private static final int MAX_FOLDER_NAME = 255;
    private static final int MOST_CHARACTERS = 214;
    /** No package's names, although their characters are. */
    private static final List<String> RESERVED = List.of("node_modules", "favicon.ico");

    /** What a URL's path holds without escapes. */
    private static final Pattern URL_FRIENDLY = Pattern.compile("[A-Za-z0-9_.!~*'()-]*");

    private static final Pattern SPECIAL = Pattern.compile("[~'!()*]");

    /**
     * What npm finds wrong with a name.
     *
     * @param errors what no package's name may be like
     * @param warnings what only an old package's name may be like
     */
    public record Problems(List<String> errors, List<String> warnings) {
        public Problems {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }

        public boolean validForNewPackages() {
            return errors.isEmpty() && warnings.isEmpty();
        }

        public boolean validForOldPackages() {
            return errors.isEmpty();
        }
    }

    /** @throws DxException DX_UNSAFE_PATH if the name leads elsewhere as a folder, DX_USAGE if it is no name at all */
    public PackageName {
        if (!isPlain(value)) {
            check(value);
        }
    }

    /** Whether it is in lower-case letters, digits, dots, hyphens and low lines, as nearly all names are, and all is well. */
    private static boolean isPlain(String name) {
        int slash = name.startsWith("@") ? name.indexOf('/') : -1;
        return name.length() <= MOST_CHARACTERS
                && (slash < 0 ? !name.startsWith("@") : isPlain(name, 1, slash))
                && isPlain(name, slash + 1, name.length());
    }

    private static boolean isPlain(String name, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == start || (c != '-' && c != '_' && c != '.'))) {
                return false;
            }
        }
        return start < end && !RESERVED.contains(name.substring(start, end));
    }

    private static void check(String value) {
        String danger = danger(value);
        if (danger != null) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH,
                    "package name " + quoted(value) + " " + danger,
                    "Use a name that is safe as a folder's name; if a package asks for this one, do not trust it.");
        }
        Problems problems = problems(value);
        if (!problems.validForOldPackages()) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "package name " + quoted(value) + ": " + String.join("; ", problems.errors()),
                    "Check how the package's name is spelled.");
        }
    }

    /** @throws DxException DX_UNSAFE_PATH if the name leads elsewhere as a folder, DX_USAGE if it is no name at all */
    public static PackageName parse(String name) {
        return new PackageName(name);
    }

    /** What npm finds wrong with the name; what is dangerous only as a folder's name is not among it. */
    public static Problems problems(@Nullable String name) {
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (name == null) {
            return new Problems(List.of("name cannot be null"), List.of());
        }
        if (name.isEmpty()) {
            errors.add("name length must be greater than zero");
        }
        if (name.startsWith(".")) {
            errors.add("name cannot start with a period");
        }
        if (name.startsWith("-")) {
            errors.add("name cannot start with a hyphen");
        }
        if (name.startsWith("_")) {
            errors.add("name cannot start with an underscore");
        }
        if (!name.strip().equals(name)) {
            errors.add("name cannot contain leading or trailing spaces");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        for (String excluded : RESERVED) {
            if (lower.equals(excluded)) {
                errors.add(excluded + " is not a valid package name");
            }
        }
        if (CoreModules.contains(lower)) {
            warnings.add(name + " is a core module name");
        }
        if (name.length() > MOST_CHARACTERS) {
            warnings.add("name can no longer contain more than 214 characters");
        }
        if (!lower.equals(name)) {
            warnings.add("name can no longer contain capital letters");
        }
        if (SPECIAL.matcher(name.substring(name.lastIndexOf('/') + 1)).find()) {
            warnings.add("name can no longer contain special characters (\"~'!()*\")");
        }
        if (!isUrlFriendly(name)) {
            addSegmentErrors(name, errors);
        }
        return new Problems(errors, warnings);
    }

    /** A name with a character that is escaped in a URL is one only as a scoped name, for its {@code @} and slash. */
    private static void addSegmentErrors(String name, List<String> errors) {
        int slash = name.indexOf('/');
        boolean scoped = name.startsWith("@") && slash > 1;
        String base = scoped ? name.substring(slash + 1) : name;
        boolean oneName = !base.isEmpty() && base.indexOf('/') < 0;
        if (oneName && base.startsWith(".")) {
            errors.add("name cannot start with a period");
        }
        if (!oneName || !scoped || !isUrlFriendly(name.substring(1, slash)) || !isUrlFriendly(base)) {
            errors.add("name can only contain URL-friendly characters");
        }
    }

    public boolean isScoped() {
        return value.charAt(0) == '@';
    }

    /** The scope with its {@code @}; null if there is none. */
    public @Nullable String scope() {
        return isScoped() ? value.substring(0, value.indexOf('/')) : null;
    }

    /** The name without its scope. */
    public String base() {
        return value.substring(value.indexOf('/') + 1);
    }

    /** The name as one segment of a registry's URL: {@code @types%2fnode}. */
    public String escaped() {
        return value.replace("/", "%2f");
    }

    @Override
    public int compareTo(PackageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** Why the name must not become a folder's name, as the end of a sentence; null if it may. */
    private static @Nullable String danger(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c)) {
                return "has a control character";
            }
            if (c == '\\' || c == ':') {
                return "has a " + c;
            }
        }
        String[] segments = name.split("/", -1);
        if (segments.length > (name.startsWith("@") ? 2 : 1)) {
            return "has more folders than a package's name";
        }
        for (String segment : segments) {
            String plain = segment.startsWith("@") && segments.length == 2 ? segment.substring(1) : segment;
            switch (plain.toLowerCase(Locale.ROOT)) {
                case ".", ".." -> {
                    return "leads to another folder";
                }
                case "node_modules", ".bin", ".dx", ".package-lock.json" -> {
                    return "is kept for the package manager";
                }
                default -> {}
            }
            if (segment.length() > MAX_FOLDER_NAME) {
                return "is longer than a folder's name can be";
            }
        }
        return null;
    }

    private static boolean isUrlFriendly(String text) {
        return URL_FRIENDLY.matcher(text).matches();
    }

    private static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < name.length() && i < 80; i++) {
            char c = name.charAt(i);
            text.append(Character.isISOControl(c) ? '\ufffd' : c);
        }
        return text.append('"').toString();
    }
}
