package dev.dx.engine.npm.markdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "# Kettle ~ h1(Kettle)",
                "Kettle\\n=== ~ h1(Kettle)",
                "Kettle\\n--- ~ h2(Kettle)",
                "### Tea ### ~ h3(Tea)",
                "one\\ntwo\\n\\nthree ~ p(one two) p(three)",
                "a **b *c* d** e ~ p(a !(b /(c) d) e)",
                "snake_case_name ~ p(snake_case_name)",
                "use `a * b` now ~ p(use `a * b` now)",
                "[tea](https://a.example \"t\") ~ p(@(tea -> https://a.example))",
                "[tea][1]\\n\\n[1]: https://a.example ~ p(@(tea -> https://a.example))",
                "[![badge](https://b.example/x.svg)](https://a.example) ~ p(@(%(badge) -> https://a.example))",
                "![a cup](cup.png) ~ p(%(a cup))",
                "see https://a.example/x. ~ p(see @(https://a.example/x -> https://a.example/x).)",
                "```js\\nlet a = '*'\\n``` ~ code(let a = '*')",
                "so:\\n\\n    let a ~ p(so:) code(let a)",
                "- a\\n- b\\n  - c ~ ul(p(a) | p(b) ul(p(c)))",
                "3. a\\n4. b ~ ol3(p(a) | p(b))",
                "> a\\n> b ~ quote(p(a b))",
                "a | b\\n--|--\\n1 | 2 ~ table(a;b / 1;2)",
                "a\\n\\n***\\n\\nb ~ p(a) hr p(b)",
                "<p align=\"center\">\\n<b>Tea</b> &amp; more\\n</p> ~ p(Tea & more)",
                "<script>alert(1)</script> ~ p(alert(1))",
                "a \\*b\\* ~ p(a *b*)"
            })
    void readsWhatReadmesUse(String text, String expected) {
        assertEquals(expected, say(Markdown.read(text.replace("\\n", "\n")).blocks()));
    }

    /** Text that is meant to keep a reader busy for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "![",
                "*a ",
                "**a",
                "_a ",
                "`a ``",
                "<a ",
                "> ",
                "- ",
                "[a](",
                "~~a",
                "a|b\n-|-\n",
                "&#",
                "  * a\n"
            })
    void takesNoLongerThanTheTextIsLong(String piece) {
        String text = piece.repeat(100_000 / piece.length());
        assertTimeout(Duration.ofSeconds(5), () -> Markdown.read(text));
    }

    @Test
    void anyTextIsADocument() {
        String signs = "#*_`~[]()!<>|-+1. \n\\&;:=a\u00e9\ud83d\ude00\t";
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(80); k > 0; k--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertFalse(say(Markdown.read(text.toString()).blocks()).contains("null"));
        }
    }

    private static String say(List<Block> blocks) {
        return blocks.stream().map(MarkdownTest::say).collect(Collectors.joining(" "));
    }

    private static String say(Block block) {
        return switch (block) {
            case Block.Heading(int level, List<Inline> content) -> "h" + level + "(" + words(content) + ")";
            case Block.Paragraph(List<Inline> content) -> "p(" + words(content) + ")";
            case Block.Code(String text) -> "code(" + text + ")";
            case Block.Quote(List<Block> content) -> "quote(" + say(content) + ")";
            case Block.Listing(int first, List<List<Block>> items) ->
                (first < 0 ? "ul(" : "ol" + first + "(")
                        + items.stream().map(MarkdownTest::say).collect(Collectors.joining(" | ")) + ")";
            case Block.Table(List<List<List<Inline>>> rows) ->
                "table("
                        + rows.stream()
                                .map(row ->
                                        row.stream().map(MarkdownTest::words).collect(Collectors.joining(";")))
                                .collect(Collectors.joining(" / "))
                        + ")";
            case Block.Rule _ -> "hr";
        };
    }

    private static String words(List<Inline> content) {
        return content.stream()
                .map(inline -> switch (inline) {
                    case Inline.Text(String text) -> text;
                    case Inline.Code(String text) -> "`" + text + "`";
                    case Inline.Strong(List<Inline> inner) -> "!(" + words(inner) + ")";
                    case Inline.Emphasis(List<Inline> inner) -> "/(" + words(inner) + ")";
                    case Inline.Struck(List<Inline> inner) -> "-(" + words(inner) + ")";
                    case Inline.Link(List<Inline> inner, String target) -> "@(" + words(inner) + " -> " + target + ")";
                    case Inline.Picture(String alternative) -> "%(" + alternative + ")";
                    case Inline.Break _ -> "\n";
                })
                .collect(Collectors.joining());
    }
}
