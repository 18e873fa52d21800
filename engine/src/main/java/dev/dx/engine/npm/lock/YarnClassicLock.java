package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads yarn.lock as Yarn 1 writes it, in a grammar of its own:
 *
 * <pre>
 * wish, "wish with spaces":
 *   version "1.2.3"
 *   resolved "https://…/name-1.2.3.tgz#hash"
 *   dependencies:
 *     name "^1.0.0"
 * </pre>
 *
 * A wish is {@code name@spec}. Lines that start with {@code #} are comments.
 */
final class YarnClassicLock {
    private final String file;
    private final ImportedLock.Builder lock;
    private List<String> wishes = List.of();
    private @Nullable String version;
    private @Nullable String resolved;

    private YarnClassicLock(String file) {
        this.file = file;
        this.lock = new ImportedLock.Builder(file);
    }

    static ImportedLock read(String file, String text) {
        YarnClassicLock reader = new YarnClassicLock(file);
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                reader.readLine(line, number);
            }
        }
        reader.endEntry();
        return reader.lock.build();
    }

    private void readLine(String line, int number) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        List<String> words = words(line.substring(indent), number);
        if (indent == 0) {
            endEntry();
            if (!line.endsWith(":")) {
                throw malformed(number, "a wish does not end with a colon");
            }
            wishes = words;
        } else if (wishes.isEmpty()) {
            throw malformed(number, "it belongs to no package");
        } else if (indent == 2 && words.size() == 2) {
            switch (words.getFirst()) {
                case "version" -> version = words.get(1);
                case "resolved" -> resolved = words.get(1);
                default -> {
                    // Integrity and the like: what the registry says is what counts.
                }
            }
        }
    }

    /** The words of a line, quoted or not; a colon at the end and commas between are not among them. */
    private List<String> words(String line, int number) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == ',' || (c == ':' && at == line.length() - 1)) {
                at++;
            } else if (c == '"') {
                StringBuilder word = new StringBuilder();
                for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                    if (line.charAt(at) == '\\') {
                        at++;
                    }
                    if (at < line.length()) {
                        word.append(line.charAt(at));
                    }
                }
                if (at >= line.length()) {
                    throw malformed(number, "a quotation mark is missing");
                }
                at++;
                words.add(word.toString());
            } else {
                int end = at;
                while (end < line.length()
                        && line.charAt(end) != ' '
                        && line.charAt(end) != ','
                        && !(line.charAt(end) == ':' && end == line.length() - 1)) {
                    end++;
                }
                words.add(line.substring(at, end));
                at = end;
            }
        }
        return words;
    }

    private void endEntry() {
        if (version != null && ImportedLock.isVersion(version) && isFromRegistry()) {
            for (String wish : wishes) {
                int at = wish.indexOf('@', 1);
                if (at > 0) {
                    String name = wish.substring(0, at);
                    String spec = wish.substring(at + 1);
                    lock.pinWish(name, spec, version);
                    lock.holds(ownName(name, spec), version);
                }
            }
        }
        version = null;
        resolved = null;
        wishes = List.of();
    }

    /** Entries from git or an address have versions too, but not ones that a registry could be asked for. */
    private boolean isFromRegistry() {
        return resolved == null || (resolved.contains("/-/") || resolved.matches("https?://[^/]+/.*/download/.*"));
    }

    private static String ownName(String name, String spec) {
        if (!spec.startsWith("npm:")) {
            return name;
        }
        int at = spec.indexOf('@', "npm:".length() + 1);
        return at < 0 ? spec.substring("npm:".length()) : spec.substring("npm:".length(), at);
    }

    private DxException malformed(int line, String why) {
        return ImportedLock.invalid(file, "line " + line + ": " + why);
    }
}
