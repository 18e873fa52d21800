package dev.dx.engine.npm.markdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads running text. */
final class InlineReader {
    /** Beyond this a paragraph is shown as it is written: nobody reads it, and nesting could be meant to hurt. */
    private static final int LONGEST = 20_000;

    private static final int DEEPEST = 6;
    private static final Pattern TAG =
            Pattern.compile("</?([A-Za-z][A-Za-z0-9-]*)((?:\\s[^<>]{0,2000})?)/?>|<!--.*?-->");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\")\\]]+");
    private static final Pattern ALTERNATIVE = Pattern.compile("\\balt\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", "\u00a0"),
            Map.entry("copy", "\u00a9"),
            Map.entry("mdash", "\u2014"),
            Map.entry("ndash", "\u2013"),
            Map.entry("hellip", "\u2026"));

    private final String text;
    private final Map<String, String> references;
    private final int depth;
    private final List<Inline> found = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private int at;

    private InlineReader(String text, Map<String, String> references, int depth) {
        this.text = text;
        this.references = references;
        this.depth = depth;
    }

    /** @param references targets by the names that links give them, in lower case */
    static List<Inline> read(String text, Map<String, String> references) {
        return read(text, references, 0);
    }

    private static List<Inline> read(String text, Map<String, String> references, int depth) {
        if (depth > DEEPEST || text.length() > LONGEST) {
            return List.of(new Inline.Text(text));
        }
        return new InlineReader(text, references, depth).all();
    }

    private List<Inline> all() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean taken = switch (c) {
                case '\\' -> escape();
                case '`' -> code();
                case '!' -> text.startsWith("![", at) && link(at + 1, true);
                case '[' -> link(at, false);
                case '*', '_' -> emphasis(c);
                case '~' -> text.startsWith("~~", at) && delimited("~~");
                case '<' -> tag();
                case '&' -> entity();
                case 'h' -> address();
                case '\n' -> lineEnd();
                default -> false;
            };
            if (!taken) {
                plain.append(c);
                at++;
            }
        }
        flush();
        return List.copyOf(found);
    }

    private void flush() {
        if (!plain.isEmpty()) {
            found.add(new Inline.Text(plain.toString()));
            plain.setLength(0);
        }
    }

    private void add(Inline inline) {
        flush();
        found.add(inline);
    }

    private List<Inline> inner(String part) {
        return read(part, references, depth + 1);
    }

    private boolean escape() {
        if (at + 1 < text.length() && "\\`*_{}[]()#+-.!|<>~".indexOf(text.charAt(at + 1)) >= 0) {
            plain.append(text.charAt(at + 1));
            at += 2;
            return true;
        }
        return false;
    }

    private boolean code() {
        int end = at;
        while (end < text.length() && text.charAt(end) == '`') {
            end++;
        }
        String fence = text.substring(at, end);
        int close = text.indexOf(fence, end);
        if (close < 0) {
            plain.append(fence);
            at = end;
            return true;
        }
        add(new Inline.Code(text.substring(end, close).replace('\n', ' ').strip()));
        at = close + fence.length();
        return true;
    }

    private boolean link(int open, boolean isPicture) {
        int close = closing(open, '[', ']');
        if (close < 0) {
            return false;
        }
        String label = text.substring(open + 1, close);
        String target;
        int end;
        if (close + 1 < text.length() && text.charAt(close + 1) == '(') {
            int over = closing(close + 1, '(', ')');
            if (over < 0) {
                return false;
            }
            target = text.substring(close + 2, over).strip().split("\\s", 2)[0];
            end = over + 1;
        } else {
            String name = label;
            end = close + 1;
            if (end < text.length() && text.charAt(end) == '[') {
                int over = text.indexOf(']', end);
                if (over > end + 1) {
                    name = text.substring(end + 1, over);
                }
                end = over < 0 ? end : over + 1;
            }
            String known = references.get(name.strip().toLowerCase(Locale.ROOT));
            if (known == null) {
                return false;
            }
            target = known;
        }
        add(isPicture ? new Inline.Picture(label.strip()) : new Inline.Link(inner(label), target));
        at = end;
        return true;
    }

    /** Where the bracket that opens here is closed; -1 if it is not. */
    private int closing(int open, char opening, char closing) {
        int level = 0;
        int last = Math.min(text.length(), open + 4_000);
        for (int i = open; i < last; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == opening) {
                level++;
            } else if (c == closing && --level == 0) {
                return i;
            }
        }
        return -1;
    }

    private boolean emphasis(char mark) {
        String twice = String.valueOf(mark).repeat(2);
        if (mark == '_' && at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
            return false;
        }
        return text.startsWith(twice, at) ? delimited(twice) : delimited(String.valueOf(mark));
    }

    private boolean delimited(String mark) {
        int start = at + mark.length();
        if (start >= text.length() || Character.isWhitespace(text.charAt(start))) {
            return false;
        }
        int close = text.indexOf(mark, start + 1);
        while (close >= 0 && Character.isWhitespace(text.charAt(close - 1))) {
            close = text.indexOf(mark, close + 1);
        }
        if (close < 0) {
            return false;
        }
        List<Inline> content = inner(text.substring(start, close));
        add(
                mark.equals("~~")
                        ? new Inline.Struck(content)
                        : mark.length() == 2 ? new Inline.Strong(content) : new Inline.Emphasis(content));
        at = close + mark.length();
        return true;
    }

    private boolean tag() {
        Matcher link = ADDRESS.matcher(text);
        if (link.find(at) && link.start() == at + 1) {
            add(new Inline.Link(List.of(new Inline.Text(link.group())), link.group()));
            at = link.end() < text.length() && text.charAt(link.end()) == '>' ? link.end() + 1 : link.end();
            return true;
        }
        Matcher tag = TAG.matcher(text).region(at, text.length());
        if (!tag.lookingAt()) {
            return false;
        }
        at = tag.end();
        String name = tag.group(1);
        if (name == null) {
            return true;
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "br" -> add(new Inline.Break());
            case "img" -> {
                Matcher alternative = ALTERNATIVE.matcher(tag.group(2));
                if (alternative.find()) {
                    String said = alternative.group(1) == null ? alternative.group(2) : alternative.group(1);
                    add(new Inline.Picture(said.strip()));
                }
            }
            default -> {}
        }
        return true;
    }

    private boolean entity() {
        int end = text.indexOf(';', at);
        if (end < 0 || end - at > 9) {
            return false;
        }
        String name = text.substring(at + 1, end);
        String known = ENTITIES.get(name);
        if (known == null && name.matches("#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}")) {
            int code = name.charAt(1) == 'x' || name.charAt(1) == 'X'
                    ? Integer.parseInt(name.substring(2), 16)
                    : Integer.parseInt(name.substring(1));
            known = Character.isValidCodePoint(code) && code > 31 ? Character.toString(code) : "";
        }
        if (known == null) {
            return false;
        }
        plain.append(known);
        at = end + 1;
        return true;
    }

    private boolean address() {
        if (!text.startsWith("http", at) || (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1)))) {
            return false;
        }
        Matcher link = ADDRESS.matcher(text).region(at, text.length());
        if (!link.lookingAt()) {
            return false;
        }
        String target = link.group().replaceFirst("[.,;:!?]+$", "");
        add(new Inline.Link(List.of(new Inline.Text(target)), target));
        at += target.length();
        return true;
    }

    private boolean lineEnd() {
        boolean hard = plain.length() >= 2
                && plain.charAt(plain.length() - 1) == ' '
                && plain.charAt(plain.length() - 2) == ' ';
        if (hard) {
            add(new Inline.Break());
        } else {
            plain.append(' ');
        }
        at++;
        return true;
    }
}
