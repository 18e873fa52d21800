package dev.dx.engine.npm;

import java.util.Comparator;

/**
 * The order npm sorts names and paths in: the root collation of the Unicode standard, as JavaScript's
 * {@code localeCompare} for English has it. Lock files are written in it and the tree is built in it, so a different
 * order is a different tree. For ASCII, the only letters package names have, it is this: by the characters' places in
 * {@link #ORDER} without regard to case first, then, where that finds no difference, lower case before upper case.
 * Other characters come after all of ASCII, by their code.
 */
public enum NameOrder implements Comparator<String> {
    NPM;

    private static final String ORDER = "\t\n\u000b\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

    private static final int[] PRIMARY = new int[128];

    static {
        for (int i = 0; i < ORDER.length(); i++) {
            PRIMARY[ORDER.charAt(i)] = i + 1;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            PRIMARY[c] = ORDER.length() + 1 + (c - 'a');
            PRIMARY[Character.toUpperCase(c)] = PRIMARY[c];
        }
    }

    @Override
    public int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        int caseDifference = 0;
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a == b) {
                continue;
            }
            int primary = Integer.compare(primary(a), primary(b));
            if (primary != 0) {
                return primary;
            }
            if (caseDifference == 0) {
                caseDifference = Character.isLowerCase(a) ? -1 : 1;
            }
        }
        if (left.length() != right.length()) {
            return Integer.compare(left.length(), right.length());
        }
        return caseDifference;
    }

    private static int primary(char c) {
        return c < 128 ? PRIMARY[c] : c + 1_000;
    }
}
