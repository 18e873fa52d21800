package dev.dx.engine.npm.markdown;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A document that was read. What GitHub's Markdown has and readmes use; HTML is text without its tags. */
public record Markdown(List<Block> blocks) {
    private static final int DEEPEST = 6;
    private static final int LONGEST_LINE = 1_000;
    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})(?:\\s+(.*?))?(?:\\s+#+)?\\s*");
    private static final Pattern RULE = Pattern.compile(" {0,3}([-*_])(?:\\s*\\1){2,}\\s*");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-+)\\s*");
    private static final Pattern FENCE = Pattern.compile("( {0,3})(`{3,}|~{3,}).*");
    private static final Pattern ITEM = Pattern.compile("( {0,3})([-*+]|[0-9]{1,9}[.)])( +|$)(.*)");
    private static final Pattern REFERENCE = Pattern.compile(" {0,3}\\[([^\\]]{1,200})]:\\s*<?(\\S+?)>?(?:\\s.*)?");
    private static final Pattern TABLE_LINE = Pattern.compile("\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*");
    private static final Pattern HTML_ONLY = Pattern.compile("\\s*(?:</?[A-Za-z][^<>]*>\\s*|<!--.*-->\\s*)+");

    public Markdown {
        blocks = List.copyOf(blocks);
    }

    public static Markdown read(String text) {
        List<String> lines = new ArrayList<>();
        Map<String, String> references = new HashMap<>();
        boolean fenced = false;
        for (String line : text.split("\\R", -1)) {
            String shown = line.replace("\t", "    ");
            fenced ^= FENCE.matcher(shown).matches();
            Matcher reference = REFERENCE.matcher(shown);
            if (!fenced && reference.matches()) {
                references.putIfAbsent(reference.group(1).strip().toLowerCase(Locale.ROOT), reference.group(2));
            } else {
                lines.add(shown);
            }
        }
        return new Markdown(new Reader(references).blocks(lines, 0));
    }

    /** Long lines are text: patterns with repeated groups are for lines that somebody laid out. */
    private static boolean fits(Pattern pattern, String line) {
        return line.length() < LONGEST_LINE && pattern.matcher(line).matches();
    }

    private record Reader(Map<String, String> references) {
        List<Block> blocks(List<String> lines, int depth) {
            List<Block> found = new ArrayList<>();
            List<String> paragraph = new ArrayList<>();
            int at = 0;
            while (at < lines.size()) {
                String line = lines.get(at);
                Matcher heading = HEADING.matcher(line);
                Matcher fence = FENCE.matcher(line);
                Matcher item = ITEM.matcher(line);
                if (line.isBlank()) {
                    end(paragraph, found);
                    at++;
                } else if (fence.matches()) {
                    end(paragraph, found);
                    at = fenced(lines, at, fence.group(2), found);
                } else if (heading.matches()) {
                    end(paragraph, found);
                    String text = heading.group(2) == null ? "" : heading.group(2);
                    found.add(new Block.Heading(heading.group(1).length(), inline(text)));
                    at++;
                } else if (!paragraph.isEmpty() && fits(UNDERLINE, line)) {
                    int level = line.strip().charAt(0) == '=' ? 1 : 2;
                    found.add(new Block.Heading(level, inline(String.join(" ", paragraph))));
                    paragraph.clear();
                    at++;
                } else if (fits(RULE, line)) {
                    end(paragraph, found);
                    found.add(new Block.Rule());
                    at++;
                } else if (depth < DEEPEST && line.stripLeading().startsWith(">") && indent(line) < 4) {
                    end(paragraph, found);
                    at = quote(lines, at, depth, found);
                } else if (depth < DEEPEST
                        && item.matches()
                        && (paragraph.isEmpty() || !item.group(4).isBlank())) {
                    end(paragraph, found);
                    at = listing(lines, at, depth, found);
                } else if (paragraph.isEmpty() && indent(line) >= 4) {
                    at = indented(lines, at, found);
                } else if (line.indexOf('|') >= 0
                        && at + 1 < lines.size()
                        && lines.get(at + 1).indexOf('-') >= 0
                        && fits(TABLE_LINE, lines.get(at + 1))) {
                    end(paragraph, found);
                    at = table(lines, at, found);
                } else {
                    if (fits(HTML_ONLY, line) && !line.contains("<img") && !line.contains("<br")) {
                        end(paragraph, found);
                    } else {
                        paragraph.add(line.stripLeading());
                    }
                    at++;
                }
            }
            end(paragraph, found);
            return found;
        }

        private List<Inline> inline(String text) {
            return InlineReader.read(text.strip(), references);
        }

        private void end(List<String> paragraph, List<Block> found) {
            if (!paragraph.isEmpty()) {
                List<Inline> content = inline(String.join("\n", paragraph));
                if (!content.isEmpty()) {
                    found.add(new Block.Paragraph(content));
                }
                paragraph.clear();
            }
        }

        private static int fenced(List<String> lines, int start, String mark, List<Block> found) {
            int end = start + 1;
            while (end < lines.size() && !closes(lines.get(end), mark)) {
                end++;
            }
            found.add(new Block.Code(String.join("\n", lines.subList(start + 1, end))));
            return end + 1;
        }

        private static boolean closes(String line, String mark) {
            String text = line.strip();
            return text.startsWith(mark) && text.chars().allMatch(c -> c == mark.charAt(0));
        }

        private static int indented(List<String> lines, int start, List<Block> found) {
            int end = start;
            while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) >= 4)) {
                end++;
            }
            List<String> code = new ArrayList<>();
            lines.subList(start, end).forEach(line -> code.add(line.length() < 4 ? "" : line.substring(4)));
            found.add(new Block.Code(String.join("\n", code).stripTrailing()));
            return end;
        }

        private int quote(List<String> lines, int start, int depth, List<Block> found) {
            List<String> inner = new ArrayList<>();
            int end = start;
            while (end < lines.size() && lines.get(end).stripLeading().startsWith(">")) {
                inner.add(lines.get(end).stripLeading().substring(1).replaceFirst("^ ", ""));
                end++;
            }
            found.add(new Block.Quote(blocks(inner, depth + 1)));
            return end;
        }

        private int listing(List<String> lines, int start, int depth, List<Block> found) {
            Matcher first = ITEM.matcher(lines.get(start));
            if (!first.matches()) {
                return start + 1;
            }
            boolean numbered = Character.isDigit(first.group(2).charAt(0));
            List<List<Block>> items = new ArrayList<>();
            int at = start;
            while (at < lines.size()) {
                Matcher item = ITEM.matcher(lines.get(at));
                if (!item.matches()
                        || Character.isDigit(item.group(2).charAt(0)) != numbered
                        || fits(RULE, lines.get(at))) {
                    break;
                }
                int inset = Math.min(
                        item.start(4), item.group(1).length() + item.group(2).length() + 4);
                List<String> inner = new ArrayList<>(List.of(item.group(4)));
                at++;
                while (at < lines.size() && belongs(lines, at, inset)) {
                    String line = lines.get(at);
                    inner.add(indent(line) >= inset ? line.substring(inset) : line.stripLeading());
                    at++;
                }
                items.add(blocks(inner, depth + 1));
                while (at < lines.size()
                        && lines.get(at).isBlank()
                        && at + 1 < lines.size()
                        && ITEM.matcher(lines.get(at + 1)).matches()) {
                    at++;
                }
            }
            int number = numbered
                    ? Integer.parseInt(
                            first.group(2).substring(0, first.group(2).length() - 1))
                    : -1;
            found.add(new Block.Listing(number, List.copyOf(items)));
            return at;
        }

        /** Whether a line goes on with an item whose text is so far in. */
        private static boolean belongs(List<String> lines, int at, int inset) {
            String line = lines.get(at);
            if (line.isBlank()) {
                return at + 1 < lines.size() && !lines.get(at + 1).isBlank() && indent(lines.get(at + 1)) >= inset;
            }
            boolean afterBlank = lines.get(at - 1).isBlank();
            return indent(line) >= inset
                    || (!afterBlank
                            && !ITEM.matcher(line).matches()
                            && !HEADING.matcher(line).matches()
                            && !FENCE.matcher(line).matches());
        }

        private int table(List<String> lines, int start, List<Block> found) {
            List<List<Inline>> head = cells(lines.get(start));
            List<List<List<Inline>>> rows = new ArrayList<>(List.of(head));
            int at = start + 2;
            while (at < lines.size() && lines.get(at).indexOf('|') >= 0) {
                List<List<Inline>> row = new ArrayList<>(cells(lines.get(at)));
                while (row.size() < head.size()) {
                    row.add(List.of());
                }
                rows.add(row.subList(0, head.size()));
                at++;
            }
            found.add(new Block.Table(List.copyOf(rows)));
            return at;
        }

        private List<List<Inline>> cells(String line) {
            String inner = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
            return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
                    .map(cell -> inline(cell.replace("\\|", "|")))
                    .toList();
        }

        private static int indent(String line) {
            int indent = 0;
            while (indent < line.length() && line.charAt(indent) == ' ') {
                indent++;
            }
            return indent;
        }
    }
}
