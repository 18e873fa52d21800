package dev.dx.app.gui.convert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** What a user typed or dropped, as the packages that are meant: one a line, or several separated by commas or spaces. */
final class ConvertList {
    private ConvertList() {}

    static List<String> parse(String text) {
        LinkedHashSet<String> specs = new LinkedHashSet<>();
        for (String line : text.split("\\R")) {
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            if (isPath(entry)) {
                specs.add(entry);
                continue;
            }
            specs.addAll(words(entry));
        }
        return List.copyOf(specs);
    }

    /** Paths may have spaces, and ranges too: {@code one@^1.0.0 <1.1.0} is one package. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split("[,\\s]+")) {
            boolean continues = !words.isEmpty() && word.matches("[<>=|^~0-9*-].*");
            if (continues) {
                words.set(words.size() - 1, words.getLast() + " " + word);
            } else if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean isPath(String entry) {
        return entry.startsWith("/") || entry.matches("[A-Za-z]:[\\\\/].*");
    }
}
