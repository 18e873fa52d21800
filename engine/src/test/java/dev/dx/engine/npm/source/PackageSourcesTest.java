package dev.dx.engine.npm.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.resolve.PackageVersions.Offer;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageSourcesTest {
    @TempDir
    Path root;

    private final LocalRegistry registry = LocalRegistry.start();
    private final List<String> warnings = new ArrayList<>();
    private Path project;
    private Environment environment;
    private RegistryClient web;
    private PackageSources sources;

    @BeforeEach
    void open() throws IOException {
        project = Files.createDirectories(root.resolve("project"));
        Map<String, String> variables = new HashMap<>();
        variables.put("DX_HOME", root.resolve("home").toString());
        variables.put("npm_config_userconfig", root.resolve("userconfig").toString());
        variables.put("npm_config_globalconfig", root.resolve("none").toString());
        variables.put("npm_config_registry", "http://127.0.0.2:9/");
        variables.put("npm_config_fetch_retries", "0");
        variables.put("PATH", System.getenv().getOrDefault("PATH", ""));
        Files.writeString(root.resolve("userconfig"), "//127.0.0.2:9/:_authToken=SECRET\n");
        environment = new Environment(variables, root, new Platform("linux", "x64", "glibc"));
        web = client(CachePolicy.ONLINE);
        sources = sources(CachePolicy.ONLINE);
    }

    private RegistryClient client(CachePolicy policy) {
        return new RegistryClient(NpmConfig.load(environment, project, Map.of()), environment, policy);
    }

    private PackageSources sources(CachePolicy policy) {
        return new PackageSources(
                project,
                environment,
                web,
                policy,
                Store.open(environment.dxHome().store()));
    }

    @AfterEach
    void close() {
        web.close();
        registry.close();
    }

    private Offer find(String name, String spec) {
        TreeNode asking = TreeNode.project(PackageManifest.EMPTY, new NpmSpecs(NpmSpecs.Peers.INSTALLED));
        return sources.directSource(warnings::add).find(PackageSpec.resolve(name, spec, project), asking);
    }

    private StoredPackage content(String name, Offer offer) {
        String integrity = offer.integrity();
        return sources.content(
                new PackageId(name, offer.manifest().version()),
                String.valueOf(offer.tarball()),
                integrity == null ? null : Integrity.parse(integrity),
                warnings::add);
    }

    private static List<String> paths(StoredPackage content) {
        return content.files().entries().stream().map(FileEntry::path).toList();
    }

    private GitFixture repository() {
        return GitFixture.in(root.resolve("repository"));
    }

    private static String manifest(String version, String more) {
        return "{\"name\": \"lib\", \"version\": \"" + version + "\"" + more + "}";
    }

    @Test
    void takesTheHeadOfARepository() {
        GitFixture repository = repository()
                .write("package.json", manifest("1.0.0", ", \"bin\": \"cli.js\""))
                .write("cli.js", "#!/usr/bin/env node\n")
                .write("src/a.ts", "")
                .write(".npmignore", "src\n");
        String commit = repository.commit("one");

        Offer offer = find("lib", repository.url());

        assertEquals(repository.url() + "#" + commit, offer.tarball());
        assertNull(offer.integrity());
        assertEquals("1.0.0", offer.manifest().version());
        StoredPackage content = content("lib", offer);
        assertEquals(List.of("cli.js", "package.json"), paths(content));
        assertEquals(FileMode.EXECUTABLE, content.files().entries().getFirst().mode());
    }

    @Test
    void takesBranchesTagsRangesAndCommits() {
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        String one = repository.commit("one");
        repository.git("tag", "v1.0.0");
        repository.write("package.json", manifest("1.4.0", ""));
        String two = repository.commit("two");
        repository.git("tag", "-a", "release-v1.4.0", "-m", "with words");
        repository.write("package.json", manifest("2.0.0", ""));
        String three = repository.commit("three");
        repository.git("tag", "v2.0.0");
        repository.git("checkout", "-q", "-b", "next");
        repository.write("package.json", manifest("3.0.0-next", ""));
        String four = repository.commit("four");
        repository.git("checkout", "-q", "main");

        assertEquals(
                repository.url() + "#" + three, find("lib", repository.url()).tarball());
        assertEquals(
                repository.url() + "#" + four,
                find("lib", repository.url() + "#next").tarball());
        assertEquals(
                repository.url() + "#" + one,
                find("lib", repository.url() + "#v1.0.0").tarball());
        assertEquals(
                repository.url() + "#" + two,
                find("lib", repository.url() + "#semver:^1").tarball());
        assertEquals(
                repository.url() + "#" + two,
                find("lib", repository.url() + "#" + two).tarball());
        Offer abbreviated = find("lib", repository.url() + "#" + two.substring(0, 8));
        assertEquals(repository.url() + "#" + two, abbreviated.tarball());
        assertEquals("1.4.0", abbreviated.manifest().version());
        assertEquals(
                "1.0.0", find("lib", repository.url() + "#next~3").manifest().version());
    }

    @Test
    void takesAFolderOfARepository() {
        GitFixture repository = repository()
                .write("package.json", manifest("1.0.0", ""))
                .write("packages/sub/package.json", "{\"name\": \"sub\", \"version\": \"0.1.0\"}")
                .write("packages/sub/index.js", "");
        String commit = repository.commit("one");

        Offer offer = find("sub", repository.url() + "#main::path:packages/sub");

        assertEquals(repository.url() + "#" + commit + "::path:packages/sub", offer.tarball());
        assertEquals(List.of("index.js", "package.json"), paths(content("sub", offer)));
    }

    @Test
    void fetchesACommitOnce() throws IOException {
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        repository.commit("one");
        Offer offer = find("lib", repository.url());
        TemporaryFolder.delete(repository.folder());
        web.close();

        web = client(CachePolicy.OFFLINE);
        sources = sources(CachePolicy.OFFLINE);

        assertEquals(List.of("package.json"), paths(content("lib", offer)));
    }

    @Test
    void bringsWhatALockNamesToANewMachine() {
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        String commit = repository.commit("one");
        repository.write("package.json", manifest("2.0.0", ""));
        repository.commit("two");

        StoredPackage content =
                sources.content(new PackageId("lib", "1.0.0"), repository.url() + "#" + commit, null, warnings::add);

        assertEquals(
                manifest("1.0.0", "").length(),
                content.files().entries().getFirst().size());
    }

    @Test
    void saysWhatIsMissingFromARepository() {
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        repository.commit("one");
        for (String reference : List.of("#nothing", "#semver:^9", "#" + "a".repeat(40), "#main::path:none")) {
            DxException failure =
                    assertThrows(DxException.class, () -> find("lib", repository.url() + reference), reference);
            assertEquals(ErrorCode.DX_NOT_FOUND, failure.code(), reference + ": " + failure.what());
        }
    }

    @Test
    void doesNotFollowALinkOutOfARepository() throws IOException {
        Path outside = Files.createDirectories(root.resolve("outside"));
        Files.writeString(outside.resolve("package.json"), manifest("6.6.6", ""));
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        Files.createSymbolicLink(repository.folder().resolve("out"), outside);
        Files.createSymbolicLink(repository.folder().resolve("index.js"), outside.resolve("package.json"));
        repository.commit("one");

        assertEquals(List.of("package.json"), paths(content("lib", find("lib", repository.url()))));
        assertThrows(DxException.class, () -> find("lib", repository.url() + "#main::path:out"));
    }

    @Test
    void runsNothingOfARepositoryAndSaysSo() {
        GitFixture repository = repository()
                .write("package.json", manifest("1.0.0", ", \"scripts\": {\"prepare\": \"touch built.js\"}"));
        repository.commit("one");

        Offer offer = find("lib", repository.url());

        assertEquals(List.of("package.json"), paths(content("lib", offer)));
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("lib@1.0.0"), warnings.getFirst());
        assertTrue(warnings.getFirst().contains("prepare"), warnings.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git+ext::sh -c 'touch HACKED'",
                "git+ext://sh -c touch% HACKED",
                "git+ssh://-oProxyCommand=touch%20HACKED/x",
                "git+ssh://git@-oProxyCommand=touch/x",
                "git+file:///repository#--upload-pack=touch HACKED",
                "git+fd://17/x",
            })
    void refusesAddressesThatAreOptionsOrCommands(String spec) {
        DxException failure = assertThrows(DxException.class, () -> find("lib", spec));
        assertFalse(Files.exists(Path.of("HACKED")));
        assertTrue(
                List.of(ErrorCode.DX_UNSAFE_PATH, ErrorCode.DX_UNSUPPORTED, ErrorCode.DX_USAGE)
                        .contains(failure.code()),
                failure.getMessage());
    }

    @Test
    void refusesALockThatNamesNoCommit() {
        GitFixture repository = repository().write("package.json", manifest("1.0.0", ""));
        repository.commit("one");
        DxException failure = assertThrows(
                DxException.class,
                () -> sources.content(new PackageId("lib", "1.0.0"), repository.url() + "#main", null, warnings::add));
        assertEquals(ErrorCode.DX_INTEGRITY_MISSING, failure.code());
    }

    @Test
    void takesAnArchiveFromTheWebWithoutAnybodyElsesToken() {
        TestPackage published = TestPackage.named("lib", "1.0.0").build();
        registry.publish(published);
        String address = registry.tarballUri("lib", "1.0.0").toString();

        Offer offer = find("lib", address);

        assertEquals(address, offer.tarball());
        assertEquals(published.integrity(), offer.integrity());
        assertEquals("1.0.0", offer.manifest().version());
        assertTrue(registry.requests().stream().noneMatch(request -> request.header("authorization") != null));
    }

    @Test
    void takesAnArchiveAmongTheFiles() throws IOException {
        TestPackage packed = TestPackage.named("lib", "1.0.0").build();
        Files.write(root.resolve("lib.tgz"), packed.tarball());

        Offer offer = find("lib", "file:../lib.tgz");

        assertEquals("file:../lib.tgz", offer.tarball());
        assertEquals(packed.integrity(), offer.integrity());
        assertEquals(List.of("index.js", "package.json"), paths(content("lib", offer)));
    }

    @Test
    void refusesAFileThatIsNotWhatTheLockPromised() throws IOException {
        Files.write(
                root.resolve("lib.tgz"),
                TestPackage.named("lib", "1.0.0").build().tarball());
        Integrity other =
                Integrity.parse(TestPackage.named("lib", "1.0.1").build().integrity());
        assertNotNull(other);
        DxException failure = assertThrows(
                DxException.class,
                () -> sources.content(new PackageId("lib", "1.0.0"), "file:../lib.tgz", other, warnings::add));
        assertEquals(ErrorCode.DX_INTEGRITY_MISMATCH, failure.code());
    }

    @Test
    void doesNotLetAPackageSayWhatOnlyALockMay() throws IOException {
        TestPackage packed =
                TestPackage.named("lib", "1.0.0").field("inBundle", true).build();
        Files.write(root.resolve("lib.tgz"), packed.tarball());
        assertFalse(find("lib", "file:../lib.tgz").manifest().json().isTruthy("inBundle"));
    }
}
