package dev.dx.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages for people, about packages of people who mean no good. */
class PagesTest {
    private static final String HOSTILE = """
        # Tea <script>alert(1)</script>

        <img src=x onerror=alert(2)> [click](javascript:alert(3)) [data](data:text/html,<script>alert(4)</script>)
        [quote](https://tea.test/"onmouseover="alert(5)) ![picture](https://tea.test/spy.png)
        [[x](java
        script:alert(6))] <svg/onload=alert(7)> <a href="vbscript:x">a</a> &lt;script&gt;alert(8)&lt;/script&gt;

        | a | b |
        |---|---|
        | <iframe src="//tea.test"> | `</code><script>alert(9)</script>` |

        ```html
        </pre><script>alert(10)</script>
        ```

        [good](https://tea.test/docs)
        """;

    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z][^\\s>]*)([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z-]+)(?:=\"[^\"]*\")?");

    @TempDir
    Path folder;

    private static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    @Test
    void nothingOfAPackageRunsInABrowser() {
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            TestPackage tea = TestPackage.named("@tea/pot", "1.0.0").build();
            String sent = TestServer.publication(tea)
                    .replaceFirst(
                            "\\{",
                            Matcher.quoteReplacement("{\"readme\": " + json(HOSTILE)
                                    + ", \"description\": \"<script>alert(11)</script>\","));
            assertEquals(
                    201,
                    server.send("PUT", "/@tea%2fpot", sent, "Authorization", publisher)
                            .status());
            TestServer.Answer page = server.get("/-/web/@tea/pot");
            assertEquals(200, page.status(), page.body());
            check(page);
            assertTrue(page.body().contains("href=\"https://tea.test/docs\""), page.body());
            assertTrue(page.body().contains("npm install @tea/pot"), page.body());
            assertFalse(page.body().contains("href=\"javascript"), page.body());
            assertFalse(page.body().contains("spy.png"), page.body());

            TestServer.Answer front = server.get("/?text=pot%22%3E%3Cscript%3Ealert(12)%3C%2fscript%3E");
            check(front);
            TestServer.Answer found = server.get("/?text=pot");
            check(found);
            assertTrue(found.body().contains("href=\"/-/web/@tea/pot\""), found.body());
            assertTrue(server.get("/").body().contains("@tea/pot"));
            assertEquals(404, server.get("/-/web/nobody").status());
        }
    }

    /** Every tag is one of the page's own, with attributes that run nothing, and the browser is told so too. */
    private static void check(TestServer.Answer answer) {
        assertEquals("text/html; charset=utf-8", answer.header("content-type"));
        String policy = Objects.requireNonNull(answer.header("content-security-policy"));
        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", answer.header("x-content-type-options"));
        Matcher tags = TAG.matcher(answer.body().replaceFirst("(?s)<style>.*</style>", ""));
        while (tags.find()) {
            String name = tags.group(1).toLowerCase(Locale.ROOT).replace("/", "");
            assertFalse(name.matches("script|img|iframe|svg|object|embed|link|base|math|video|audio"), tags.group());
            Matcher attributes = ATTRIBUTE.matcher(tags.group(2));
            while (attributes.find()) {
                assertFalse(attributes.group(1).toLowerCase(Locale.ROOT).startsWith("on"), tags.group());
            }
        }
    }

    @Test
    void linkFromElsewhereLeadsToAPageAndToNothingElse() {
        try (TestServer server = TestServer.start(folder)) {
            String[] followed = {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document"};
            assertEquals(200, server.get("/", followed).status());
            assertEquals(403, server.get("/-/whoami", followed).status());
            assertEquals(
                    403,
                    server.get("/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "empty")
                            .status());
            assertEquals(
                    403,
                    server.get("/", "Origin", "http://evil.test", "Sec-Fetch-Dest", "document")
                            .status());
        }
    }

    @Test
    void packageThatMayNotBeReadHasNoPage() throws Exception {
        Files.writeString(
                folder.resolve("registry.json"), "{\"packages\": [{\"pattern\": \"@tea/*\", \"read\": \"users\"}]}");
        try (TestServer server = TestServer.start(folder)) {
            String publisher = server.register("publisher");
            server.publish(TestPackage.named("@tea/pot", "1.0.0").build(), publisher);
            assertEquals(401, server.get("/-/web/@tea/pot").status());
            assertFalse(server.get("/").body().contains("@tea/pot"));
            assertEquals(
                    200,
                    server.get("/-/web/@tea/pot", "Authorization", publisher).status());
        }
    }
}
