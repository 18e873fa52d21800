package dev.dx.registry.page;

import dev.dx.engine.npm.markdown.Block;
import dev.dx.engine.npm.markdown.Inline;
import dev.dx.engine.npm.markdown.Markdown;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** A readme as HTML. Pictures are words, and what is no address of the web is no link. */
final class Readme {
    private static final int LONGEST = 200_000;

    private final Html html;

    private Readme(Html html) {
        this.html = html;
    }

    static void write(String markdown, Html html) {
        String text = markdown.substring(0, Math.min(LONGEST, markdown.length()));
        new Readme(html).blocks(Markdown.read(text).blocks());
    }

    private void blocks(List<Block> blocks) {
        blocks.forEach(this::block);
    }

    private void block(Block block) {
        switch (block) {
            case Block.Heading(int level, List<Inline> content) -> {
                // The page has headings of its own above.
                String name = "h" + Math.clamp(level + 1, 2, 6);
                html.tag("<" + name + ">");
                inlines(content);
                html.tag("</" + name + ">\n");
            }
            case Block.Paragraph(List<Inline> content) -> {
                html.tag("<p>");
                inlines(content);
                html.tag("</p>\n");
            }
            case Block.Code(String text) -> html.tag("<pre><code>").text(text).tag("</code></pre>\n");
            case Block.Quote(List<Block> content) -> {
                html.tag("<blockquote>\n");
                blocks(content);
                html.tag("</blockquote>\n");
            }
            case Block.Listing(int first, List<List<Block>> items) -> {
                html.tag(first < 0 ? "<ul>\n" : "<ol start=\"" + first + "\">\n");
                for (List<Block> item : items) {
                    html.tag("<li>");
                    blocks(item);
                    html.tag("</li>\n");
                }
                html.tag(first < 0 ? "</ul>\n" : "</ol>\n");
            }
            case Block.Table(List<List<List<Inline>>> rows) -> {
                html.tag("<table>\n");
                String cell = "th";
                for (List<List<Inline>> row : rows) {
                    html.tag("<tr>");
                    for (List<Inline> content : row) {
                        html.tag("<" + cell + ">");
                        inlines(content);
                        html.tag("</" + cell + ">");
                    }
                    html.tag("</tr>\n");
                    cell = "td";
                }
                html.tag("</table>\n");
            }
            case Block.Rule _ -> html.tag("<hr>\n");
        }
    }

    private void inlines(List<Inline> content) {
        content.forEach(this::inline);
    }

    private void inline(Inline inline) {
        switch (inline) {
            case Inline.Text(String text) -> html.text(text);
            case Inline.Code(String text) -> html.tag("<code>").text(text).tag("</code>");
            case Inline.Strong(List<Inline> content) -> within("strong", content);
            case Inline.Emphasis(List<Inline> content) -> within("em", content);
            case Inline.Struck(List<Inline> content) -> within("s", content);
            case Inline.Picture(String alternative) -> html.text(alternative);
            case Inline.Break _ -> html.tag("<br>");
            case Inline.Link(List<Inline> content, String target) -> {
                if (isOfTheWeb(target)) {
                    html.tag("<a rel=\"noopener noreferrer nofollow\" href=\"")
                            .text(target)
                            .tag("\">");
                    inlines(content);
                    html.tag("</a>");
                } else {
                    inlines(content);
                }
            }
        }
    }

    private void within(String name, List<Inline> content) {
        html.tag("<" + name + ">");
        inlines(content);
        html.tag("</" + name + ">");
    }

    /** Whether it is a whole address that a browser may be led to. */
    static boolean isOfTheWeb(String target) {
        try {
            URI uri = URI.create(target);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
