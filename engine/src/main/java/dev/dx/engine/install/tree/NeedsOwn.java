package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tools that do not work where packages are links out of the project; {@code needs-own.txt} says how a line is read. */
final class NeedsOwn {
    private static final String RESOURCE = "needs-own.txt";

    private final List<Tool> tools;

    private NeedsOwn(List<Tool> tools) {
        this.tools = tools;
    }

    /** @param with one of these has to be there too; empty where none has */
    private record Tool(Pattern name, Range range, List<Pattern> with, String reason) {}

    static NeedsOwn known() {
        try (InputStream in = NeedsOwn.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DxException.io(RESOURCE, e);
        }
    }

    static NeedsOwn parse(String text) {
        List<Tool> tools = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                tools.add(tool(line));
            }
        }
        return new NeedsOwn(tools);
    }

    private static Tool tool(String line) {
        int colon = line.indexOf(": ");
        String[] words = line.substring(0, Math.max(0, colon)).split(" ", -1);
        Range range = words.length < 2 ? null : Range.parse(words[1]);
        if (range == null || (words.length > 2 && (words.length == 3 || !words[2].equals("with")))) {
            throw new IllegalArgumentException("not a line of " + RESOURCE + ": " + line);
        }
        List<Pattern> with = Arrays.stream(words).skip(3).map(NeedsOwn::pattern).toList();
        return new Tool(pattern(words[0]), range, with, line.substring(colon + 2));
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Arrays.stream(name.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse(""));
    }

    /**
     * Why links would not do; null where nothing speaks against them.
     *
     * @param packages every package that is installed, with its versions
     */
    @Nullable
    String among(Map<String, Set<String>> packages) {
        for (Tool tool : tools) {
            for (Map.Entry<String, Set<String>> each : packages.entrySet()) {
                if (tool.name().matcher(each.getKey()).matches()) {
                    String version = each.getValue().stream()
                            .filter(text -> fits(text, tool.range()))
                            .findFirst()
                            .orElse(null);
                    if (version != null && (tool.with().isEmpty() || anyOf(tool.with(), packages.keySet()))) {
                        return each.getKey() + "@" + version + " " + tool.reason();
                    }
                }
            }
        }
        return null;
    }

    /** Versions before a release count as the release. */
    private static boolean fits(String text, Range range) {
        Version version = Version.parse(text);
        if (version == null) {
            return false;
        }
        Version release = Version.parse(version.major() + "." + version.minor() + "." + version.patch());
        return range.satisfies(version) || (release != null && range.satisfies(release));
    }

    private static boolean anyOf(List<Pattern> names, Set<String> packages) {
        return packages.stream()
                .anyMatch(name ->
                        names.stream().anyMatch(pattern -> pattern.matcher(name).matches()));
    }
}
