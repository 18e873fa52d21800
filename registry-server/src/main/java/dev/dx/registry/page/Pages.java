package dev.dx.registry.page;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages. */
public final class Pages {
    private static final int MOST_VERSIONS = 200;

    private static final String STYLE = """
        :root{color-scheme:light dark;--fg:#1d2129;--dim:#5b6370;--bg:#fff;--sunken:#f6f7f9;--line:#e6e9ed;--accent:#4a53c8}
        @media(prefers-color-scheme:dark){:root{--fg:#e4e7ec;--dim:#9aa3b0;--bg:#14171d;--sunken:#1b1f27;--line:#2b313c;--accent:#a5adf5}}
        *{box-sizing:border-box}
        body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
        header,main{max-width:60rem;margin:0 auto;padding:1rem}
        header{display:flex;gap:1rem;align-items:center;flex-wrap:wrap;border-bottom:1px solid var(--line)}
        header form{flex:1;display:flex;gap:.5rem;min-width:15rem}
        input{flex:1;min-width:0}
        input,button{font:inherit;color:inherit;background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem}
        a{color:var(--accent)}
        .home{font-weight:600;text-decoration:none}
        ul.found{list-style:none;padding:0}
        ul.found li{padding:.7rem 0;border-bottom:1px solid var(--line)}
        .dim,.found p{color:var(--dim);margin:.1rem 0}
        .columns{display:grid;grid-template-columns:minmax(0,1fr) 15rem;gap:2rem}
        @media(max-width:44rem){.columns{grid-template-columns:minmax(0,1fr)}}
        pre,code{font:.86em/1.5 ui-monospace,monospace;background:var(--sunken);border-radius:4px}
        code{padding:.1em .3em}
        pre{padding:.8rem;overflow-x:auto;border:1px solid var(--line)}
        pre code{padding:0}
        article{overflow-wrap:anywhere}
        table{border-collapse:collapse;display:block;overflow-x:auto}
        th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left}
        blockquote{margin:0;padding-left:1rem;border-left:3px solid var(--line);color:var(--dim)}
        aside h2{font-size:1rem;margin:1.2rem 0 .3rem}
        aside ul{list-style:none;padding:0;margin:0}
        .warning{border:1px solid #c98a00;border-radius:6px;padding:.5rem .8rem}
        """;

    private Pages() {}

    /** What a browser is told that the pages may do: nothing but look as they do, and ask this registry. */
    public static String policy() {
        return "default-src 'none'; style-src 'sha256-" + hash(STYLE)
                + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The front page: what there is, or what was found.
     *
     * @param words what was looked for; empty for nothing in particular
     * @param found what the registry's search answers
     */
    public static String front(String words, JsonObject found) {
        Html html = new Html();
        head(html, words.isEmpty() ? "Registry" : words, words);
        JsonArray objects = found.array("objects");
        List<JsonValue> items = objects == null ? List.of() : objects.items();
        html.tag("<h1>")
                .text(words.isEmpty() ? "Packages published here" : "Packages for \u201c" + words + "\u201d")
                .tag("</h1>\n");
        if (items.isEmpty()) {
            html.tag("<p class=\"dim\">")
                    .text(words.isEmpty() ? "None yet." : "None was found.")
                    .tag("</p>\n");
        }
        html.tag("<ul class=\"found\">\n");
        for (JsonValue item : items) {
            JsonObject about = item instanceof JsonObject object ? object.object("package") : null;
            String name = about == null ? null : about.string("name");
            if (about != null && name != null) {
                html.tag("<li><a href=\"")
                        .text(address(name))
                        .tag("\">")
                        .text(name)
                        .tag("</a> ");
                html.tag("<span class=\"dim\">")
                        .text(or(about.string("version"), ""))
                        .tag("</span>");
                html.tag("<p>").text(or(about.string("description"), "")).tag("</p></li>\n");
            }
        }
        html.tag("</ul>\n");
        return foot(html);
    }

    /**
     * A package's page.
     *
     * @param manifest of the version it is about
     * @param versions the newest first
     */
    public static String of(
            String name,
            JsonObject manifest,
            @Nullable String readme,
            Map<String, String> tags,
            List<String> versions,
            String registry) {
        Html html = new Html();
        head(html, name, "");
        String version = or(manifest.string("version"), "");
        html.tag("<h1>").text(name).tag(" <span class=\"dim\">").text(version).tag("</span></h1>\n");
        html.tag("<p>").text(or(manifest.string("description"), "")).tag("</p>\n");
        String deprecated = manifest.string("deprecated");
        if (deprecated != null && !deprecated.isEmpty()) {
            html.tag("<p class=\"warning\">Deprecated: ").text(deprecated).tag("</p>\n");
        }
        html.tag("<pre><code>npm install ")
                .text(name)
                .tag(" --registry ")
                .text(registry)
                .tag("\ndx add ");
        html.text(name).tag("</code></pre>\n<div class=\"columns\"><article>\n");
        if (readme == null || readme.isBlank()) {
            html.tag("<p class=\"dim\">This package has no readme.</p>\n");
        } else {
            Readme.write(readme, html);
        }
        html.tag("</article><aside>\n");
        fact(html, "Licence", manifest.string("license"));
        String homepage = manifest.string("homepage");
        if (homepage != null && Readme.isOfTheWeb(homepage)) {
            html.tag("<h2>Home page</h2><a rel=\"noopener noreferrer nofollow\" href=\"")
                    .text(homepage)
                    .tag("\">")
                    .text(homepage)
                    .tag("</a>\n");
        }
        list(
                html,
                "Tags",
                tags.entrySet().stream()
                        .map(tag -> tag.getKey() + ": " + tag.getValue())
                        .toList());
        list(
                html,
                "Dependencies",
                manifest.strings("dependencies").entrySet().stream()
                        .map(needed -> needed.getKey() + " " + needed.getValue())
                        .toList());
        list(html, "Versions", versions);
        html.tag("</aside></div>\n");
        return foot(html);
    }

    /** A page with one sentence. */
    public static String refusal(String words) {
        Html html = new Html();
        head(html, words, "");
        html.tag("<h1>").text(words).tag("</h1>\n");
        return foot(html);
    }

    private static void fact(Html html, String title, @Nullable String words) {
        if (words != null) {
            html.tag("<h2>").text(title).tag("</h2>").text(words).tag("\n");
        }
    }

    private static void list(Html html, String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        html.tag("<h2>").text(title).tag("</h2><ul>\n");
        items.stream()
                .limit(MOST_VERSIONS)
                .forEach(item -> html.tag("<li>").text(item).tag("</li>\n"));
        if (items.size() > MOST_VERSIONS) {
            html.tag("<li class=\"dim\">")
                    .text("and " + (items.size() - MOST_VERSIONS) + " more")
                    .tag("</li>\n");
        }
        html.tag("</ul>\n");
    }

    static void head(Html html, String title, String words) {
        html.tag("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .text(title)
                .tag("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>")
                .tag(STYLE)
                .tag("</style></head>\n<body><header><a class=\"home\" href=\"/\">Registry</a>")
                .tag("<form action=\"/\" role=\"search\"><input type=\"search\" name=\"text\" aria-label=\"Search\"")
                .tag(" placeholder=\"Search packages\" value=\"")
                .text(words)
                .tag("\"><button>Search</button></form></header>\n<main>\n");
    }

    static String foot(Html html) {
        return html.tag("</main></body></html>\n").toString();
    }

    private static String address(String name) {
        return "/-/web/" + name;
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
