package dev.dx.registry.access;

/** Package names with {@code *} for any text: {@code *}, {@code @corp/*}, {@code internal-*}. */
public record NamePattern(String text) {
    public NamePattern {
        if (text.isEmpty() || text.length() > 214) {
            throw new IllegalArgumentException("a pattern has from 1 to 214 characters");
        }
    }

    public boolean matches(String name) {
        String[] pieces = text.split("\\*", -1);
        if (pieces.length == 1) {
            return text.equals(name);
        }
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(pieces[0]) || name.length() < pieces[0].length() + last.length() || !name.endsWith(last)) {
            return false;
        }
        int at = pieces[0].length();
        int end = name.length() - last.length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
