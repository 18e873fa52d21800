package dev.dx.engine.npm.spec;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.spec.PackageSpec.Git;
import dev.dx.engine.npm.spec.PackageSpec.Registry;
import dev.dx.engine.npm.spec.PackageSpec.Selector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageSpecTest {
    @ParameterizedTest
    @CsvSource({
        "lodash, RANGE, *",
        "lodash@, RANGE, *",
        "lodash@^4, RANGE, ^4",
        "lodash@4.17.21, VERSION, 4.17.21",
        "lodash@latest, TAG, latest",
        "lodash@>=1 <2 || 4, RANGE, >=1 <2 || 4"
    })
    void understandsWhatAUserTypes(String typed, Selector selector, String fetchSpec) {
        Registry spec = assertInstanceOf(Registry.class, PackageSpec.parse(typed));
        assertEquals("lodash", spec.requireName().value());
        assertEquals(selector, spec.selector());
        assertEquals(fetchSpec, spec.fetchSpec());
        assertEquals(typed, spec.raw());
    }

    @ParameterizedTest
    @CsvSource({"' ^4 ', RANGE, ^4", "'', RANGE, ''", "v4.17.21, VERSION, v4.17.21", "next-11, TAG, next-11"})
    void understandsWhatAManifestSays(String rawSpec, Selector selector, String fetchSpec) {
        Registry spec = assertInstanceOf(Registry.class, PackageSpec.resolve("@types/node", rawSpec));
        assertEquals("@types", spec.requireName().scope());
        assertEquals(selector, spec.selector());
        assertEquals(fetchSpec, spec.fetchSpec());
        assertEquals("@types/node@" + rawSpec, spec.raw());
    }

    @Test
    void aliasesStandForRegistryPackages() {
        PackageSpec.Alias alias =
                assertInstanceOf(PackageSpec.Alias.class, PackageSpec.resolve("underscore", "npm:@lodash/core@^4"));
        assertEquals("underscore", alias.requireName().value());
        assertEquals("@lodash/core", alias.target().requireName().value());
        assertEquals("^4", alias.target().fetchSpec());
        for (String target :
                new String[] {"npm:", "npm:^4", "npm:npm:x", "npm:a/b", "npm:./x", "npm:git@host.com:x/y"}) {
            assertEquals(ErrorCode.DX_USAGE, refusal("x", target).code(), target);
        }
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal("x", "npm:..@1").code());
    }

    @ParameterizedTest
    @CsvSource({
        "expressjs/express, github:expressjs/express, , , ,",
        "expressjs/express#4.x, github:expressjs/express#4.x, , 4.x, ,",
        "github:a/b#semver:^1.2, github:a/b#semver:^1.2, , , ^1.2,",
        "gitlab:g/sub/p#semver:1::path:pkgs/x, gitlab:g/sub/p#semver:1::path:pkgs/x, , , 1, /pkgs/x",
        "git+https://tok@github.com/a/b.git#abc, git+https://tok@github.com/a/b.git#abc,"
                + " https://tok@github.com/a/b.git, abc, ,",
        "git@github.com:a/b.git, git+ssh://git@github.com/a/b.git, ssh://git@github.com/a/b.git, , ,",
        "gist:11081aaa281, gist:11081aaa281, , , ,",
        "git+ssh://me@host.example:a/b.git#v1, git+ssh://me@host.example:a/b.git#v1, me@host.example:a/b.git, v1, ,",
        "git+file:///srv/x.git#v1, git+file:///srv/x.git#v1, file:///srv/x.git, v1, ,",
        "git+https://host.example:8443/a b, git+https://host.example:8443/a b, https://host.example:8443/a%20b, , ,"
    })
    void understandsGit(
            String rawSpec,
            String saveSpec,
            @Nullable String fetchSpec,
            @Nullable String committish,
            @Nullable String range,
            @Nullable String folder) {
        Git git = assertInstanceOf(Git.class, PackageSpec.resolve("x", rawSpec));
        assertEquals(saveSpec, git.saveSpec());
        assertEquals(fetchSpec, git.fetchSpec());
        assertEquals(new GitReference(committish, range, folder), git.reference());
    }

    @Test
    void knowsHostsAddresses() {
        HostedRepository repository = requireNonNull(assertInstanceOf(Git.class, PackageSpec.parse("bitbucket:a/b#x/y"))
                .hosted());
        assertEquals(GitHost.BITBUCKET, repository.host());
        assertEquals("https://bitbucket.org/a/b.git", repository.https());
        assertEquals("https://bitbucket.org/a/b/get/x%2Fy.tar.gz", repository.tarball("x/y"));
        assertEquals("bitbucket:a/b#x/y", repository.toString());
        assertNull(repository.git());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b#path:../../x", "git+https://h.example/x#v1::path:a/../../b", "a/b#path:..\\x"})
    void refusesFoldersOutsideTheRepository(String rawSpec) {
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal("x", rawSpec).code());
    }

    @Test
    void understandsFilesFromTheFolderItIsAskedIn(@TempDir Path folder) {
        PackageSpec.Folder sibling = assertInstanceOf(
                PackageSpec.Folder.class, PackageSpec.resolve("x", "file:../x", folder.resolve("app")));
        assertEquals(folder.resolve("x").toString(), sibling.path());
        assertEquals("file:../x", sibling.saveSpec());
        PackageSpec.TarballFile archive =
                assertInstanceOf(PackageSpec.TarballFile.class, PackageSpec.parse("./dist/x-1.0.0.tgz", folder));
        assertEquals(folder.resolve("dist/x-1.0.0.tgz").toString(), archive.path());
        assertEquals("file:dist/x-1.0.0.tgz", archive.saveSpec());
        assertNull(archive.name());
        PackageSpec.Link link =
                assertInstanceOf(PackageSpec.Link.class, PackageSpec.resolve("x", "link:./vendor/x", folder));
        assertEquals(folder.resolve("vendor/x").toString(), link.path());
        assertEquals("link:vendor/x", link.saveSpec());
    }

    @ParameterizedTest
    @CsvSource({
        "workspace:*, , *",
        "workspace:, , *",
        "workspace:^, , ^",
        "workspace:^1.2, , ^1.2",
        "workspace:other@~, other, ~",
        "workspace:@s/other@*, @s/other, *",
        "workspace:../pkgs/@x, , ../pkgs/@x"
    })
    void understandsWorkspaces(String rawSpec, @Nullable String target, String range) {
        PackageSpec.Workspace spec = assertInstanceOf(PackageSpec.Workspace.class, PackageSpec.resolve("x", rawSpec));
        assertEquals(target, spec.target() == null ? null : spec.target().value());
        assertEquals(range, spec.range());
    }

    @Test
    void understandsCatalogsAndTarballs() {
        assertEquals(
                "default",
                assertInstanceOf(PackageSpec.Catalog.class, PackageSpec.resolve("x", "catalog:"))
                        .catalog());
        assertEquals(
                "react18",
                assertInstanceOf(PackageSpec.Catalog.class, PackageSpec.parse("react@catalog:react18"))
                        .catalog());
        assertEquals(
                "https://host.example/x.tgz?y",
                assertInstanceOf(PackageSpec.TarballUrl.class, PackageSpec.resolve("x", "https://host.example/x.tgz?y"))
                        .url());
    }

    @ParameterizedTest
    @CsvSource({
        "not a tag, DX_USAGE",
        "!?, DX_USAGE",
        "https://, DX_USAGE",
        "git+https://ex ample.com/x, DX_USAGE",
        "github:onlyone, DX_USAGE",
        "a/b#v1::v2, DX_USAGE",
        "a/b#v1::semver:1, DX_USAGE",
        "a/b#path:x::path:y, DX_USAGE",
        "gopher://host/x, DX_UNSUPPORTED",
        "jsr:@std/fs, DX_UNSUPPORTED"
    })
    void refusesWhatIsNoSpec(String rawSpec, ErrorCode code) {
        DxException refusal = refusal("x", rawSpec);
        assertEquals(code, refusal.code());
        assertTrue(refusal.what().contains(rawSpec), refusal.what());
    }

    @Test
    void refusesUnsafeNamesInManifests() {
        for (String name : new String[] {"../../x", ".bin", "node_modules/..", "@s/../x"}) {
            assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal(name, "^1").code(), name);
        }
    }

    @Test
    void asksForANameWhereOneIsNeeded() {
        PackageSpec spec = PackageSpec.parse("^4.0.0");
        assertNull(spec.name());
        DxException refusal = assertThrows(DxException.class, spec::requireName);
        assertEquals(ErrorCode.DX_USAGE, refusal.code());
    }

    @Test
    void namesExactVersionsAsPackageUrls() {
        assertEquals(
                "pkg:npm/%40types/node@20.1.0",
                assertInstanceOf(Registry.class, PackageSpec.parse("@types/node@20.1.0"))
                        .purl());
        Registry range = assertInstanceOf(Registry.class, PackageSpec.parse("lodash@4"));
        assertThrows(DxException.class, range::purl);
    }

    private static DxException refusal(String name, String rawSpec) {
        return assertThrows(DxException.class, () -> PackageSpec.resolve(name, rawSpec));
    }
}
