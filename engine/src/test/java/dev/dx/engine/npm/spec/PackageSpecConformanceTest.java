package dev.dx.engine.npm.spec;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.ConformanceCases;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.spec.PackageSpec.Git;
import dev.dx.engine.npm.spec.PackageSpec.Registry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PackageSpecConformanceTest {
    private static final String CWD = "/CWD";
    /** A folder the cases were recorded in, named to be hard on escapes. */
    private static final String ODD_CWD =
            "/tmp/ !\"$%&'()*+,-.0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    @TestFactory
    Stream<DynamicTest> understandsSpecsAsNpmDoes() {
        List<?> cases = (List<?>) requireNonNull(ConformanceCases.read("npm/npm-package-arg.json"));
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(test -> (Map<?, ?>) test)
                .map(test -> DynamicTest.dynamicTest(test.get("fn") + " " + arguments(test), () -> check(test)));
    }

    private static void check(Map<?, ?> test) {
        boolean purl = "npa.toPurl".equals(test.get("fn"));
        if (test.containsKey("throws") && purl && "EINVALIDPURLTYPE".equals(code(test))) {
            // Only what may come from a registry can have a package URL at all, and of that only exact versions.
            if (spec(test) instanceof Registry registry) {
                assertThrows(DxException.class, registry::purl);
            }
        } else if (test.containsKey("throws")) {
            assertThrows(DxException.class, () -> spec(test));
        } else if (purl) {
            Registry spec = assertInstanceOf(Registry.class, spec(test));
            String expected = String.valueOf(test.get("result"));
            assertEquals(
                    expected, expected.contains("?") ? spec.purlAt(String.valueOf(argument(test, 1))) : spec.purl());
        } else {
            check((Map<?, ?>) requireNonNull(test.get("result")), spec(test));
        }
    }

    private static @Nullable Object code(Map<?, ?> test) {
        return ((Map<?, ?>) requireNonNull(test.get("throws"))).get("code");
    }

    private static void check(Map<?, ?> expected, PackageSpec spec) {
        assertEquals(string(expected.get("raw")), spec.raw());
        assertEquals(string(expected.get("rawSpec")), spec.rawSpec());
        PackageName name = spec.name();
        assertEquals(string(expected.get("name")), name == null ? null : name.value());
        assertEquals(string(expected.get("escapedName")), name == null ? null : name.escaped());
        assertEquals(string(expected.get("scope")), name == null ? null : name.scope());
        switch (spec) {
            case Registry registry -> {
                assertEquals(expected.get("type"), registry.selector().name().toLowerCase(Locale.ROOT));
                assertEquals(expected.get("fetchSpec"), registry.fetchSpec());
            }
            case PackageSpec.Alias alias -> {
                assertEquals("alias", expected.get("type"));
                check((Map<?, ?>) requireNonNull(expected.get("subSpec")), alias.target());
            }
            case Git git -> {
                assertEquals("git", expected.get("type"));
                assertEquals(expected.get("saveSpec"), git.saveSpec());
                assertEquals(expected.get("fetchSpec"), git.fetchSpec());
                assertEquals(
                        string(expected.get("gitCommittish")), git.reference().committish());
                assertEquals(string(expected.get("gitRange")), git.reference().range());
                assertEquals(string(expected.get("gitSubdir")), git.reference().folder());
                check(expected.get("hosted"), git.hosted());
            }
            case PackageSpec.Folder folder -> {
                assertEquals("directory", expected.get("type"));
                assertEquals(expected.get("saveSpec"), folder.saveSpec());
                assertEquals(expected.get("fetchSpec"), folder.path());
            }
            case PackageSpec.TarballFile file -> {
                assertEquals("file", expected.get("type"));
                assertEquals(expected.get("saveSpec"), file.saveSpec());
                assertEquals(expected.get("fetchSpec"), file.path());
            }
            case PackageSpec.TarballUrl remote -> {
                assertEquals("remote", expected.get("type"));
                assertEquals(expected.get("saveSpec"), remote.url());
                assertEquals(expected.get("fetchSpec"), remote.url());
            }
            case PackageSpec.Link link -> throw new AssertionError(link);
            case PackageSpec.Workspace workspace -> throw new AssertionError(workspace);
            case PackageSpec.Catalog catalog -> throw new AssertionError(catalog);
        }
    }

    private static void check(@Nullable Object expected, @Nullable HostedRepository hosted) {
        if (!(expected instanceof Map<?, ?> map) || map.containsKey("__undefined")) {
            assertNull(hosted);
            return;
        }
        requireNonNull(hosted);
        String committish = hosted.committish();
        assertEquals(map.get("type"), hosted.host().shorthand());
        assertEquals(map.get("user"), hosted.user());
        assertEquals(map.get("project"), hosted.project());
        assertEquals(map.get("auth"), hosted.auth());
        assertEquals(map.get("https()"), hosted.https());
        assertEquals(map.get("ssh()"), hosted.ssh());
        assertEquals(map.get("sshurl()"), hosted.sshUrl());
        assertEquals(map.get("git()"), hosted.git());
        assertEquals(map.get("shortcut()"), hosted.shortcut());
        assertEquals(map.get("browse()"), hosted.page());
        assertEquals(map.get("tarball()"), hosted.tarball(committish == null ? "HEAD" : committish));
        assertEquals(map.get("hash()"), committish == null ? "" : "#" + committish);
    }

    private static PackageSpec spec(Map<?, ?> test) {
        Object first = argument(test, 0);
        if ("npa.resolve".equals(test.get("fn"))) {
            String name = string(first);
            return parser(test, string(argument(test, 2)))
                    .resolve(name == null ? null : PackageName.parse(name), String.valueOf(argument(test, 1)));
        }
        String where = "npa".equals(test.get("fn")) ? string(argument(test, 1)) : null;
        if (first instanceof Map<?, ?> asked) {
            SpecParser parser = parser(test, where == null ? string(asked.get("where")) : where);
            String name = string(asked.get("name"));
            return name == null
                    ? parser.parse(String.valueOf(asked.get("raw")))
                    : parser.resolve(PackageName.parse(name), String.valueOf(asked.get("rawSpec")));
        }
        return parser(test, where).parse(String.valueOf(first));
    }

    private static SpecParser parser(Map<?, ?> test, @Nullable String where) {
        if (String.valueOf(test.get("test")).contains("windows.js")) {
            return new SpecParser(new SpecFolder(requireNonNull(where), "C:\\Users\\me", PathStyle.WINDOWS));
        }
        String cwd = String.valueOf(test.get("result")).contains(ODD_CWD) ? ODD_CWD : CWD;
        String folder = PathStyle.POSIX.resolve(cwd, where == null ? "" : where);
        return new SpecParser(new SpecFolder(folder, "/root", PathStyle.POSIX));
    }

    private static List<?> arguments(Map<?, ?> test) {
        return (List<?>) requireNonNull(test.get("args"));
    }

    private static @Nullable Object argument(Map<?, ?> test, int index) {
        return index < arguments(test).size() ? arguments(test).get(index) : null;
    }

    private static @Nullable String string(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
