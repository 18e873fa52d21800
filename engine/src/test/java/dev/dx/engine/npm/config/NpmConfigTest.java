package dev.dx.engine.npm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpmConfigTest {
    @TempDir
    private Path temp;

    private Path home = Path.of("");
    private Path project = Path.of("");
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> commandLine = new HashMap<>();

    @BeforeEach
    void folders() throws IOException {
        home = Files.createDirectories(temp.resolve("home"));
        project = Files.createDirectories(temp.resolve("project"));
        Files.writeString(project.resolve("package.json"), "{}");
        variables.put("DX_HOME", temp.resolve("dx").toString());
    }

    @Test
    void theStrongerPlaceWins() throws IOException {
        Path prefix = Files.createDirectories(temp.resolve("node/etc")).getParent();
        variables.put("PREFIX", String.valueOf(prefix));
        Files.writeString(
                temp.resolve("node/etc/npmrc"), "tag=global\nsave-prefix=global\nomit=global\nbefore=global\nx=global");
        user("tag=user\nsave-prefix=user\nomit=user\nbefore=user");
        project("tag=project\nsave-prefix=project\nomit=project");
        variables.put("NPM_CONFIG_TAG", "environment");
        variables.put("npm_config_save_prefix", "environment");
        commandLine.put("tag", "command line");
        NpmConfig config = load();
        assertEquals("command line", config.get("tag"));
        assertEquals("environment", config.get("save-prefix"));
        assertEquals("project", config.get("omit"));
        assertEquals("user", config.get("before"));
        assertEquals("global", config.get("x"));
    }

    @Test
    void environmentNamesAreFoldedExceptForHosts() {
        variables.put("npm_config__Some_Key", "1");
        variables.put("npm_config_//Host/:_authToken", "2");
        variables.put("npm_config_empty", "");
        NpmConfig config = load();
        assertEquals("1", config.get("_some-key"));
        assertEquals("2", config.get("//Host/:_authToken"));
        assertNull(config.get("empty"));
    }

    @Test
    void otherFilesCanBeNamed() throws IOException {
        variables.put("npm_config_userconfig", temp.resolve("other").toString());
        Files.writeString(temp.resolve("other"), "tag=other\nglobalconfig=" + temp.resolve("machine"));
        Files.writeString(temp.resolve("machine"), "save-prefix=~");
        user("tag=never-read");
        NpmConfig config = load();
        assertEquals("other", config.tag());
        assertEquals("~", config.savePrefix());
    }

    @Test
    void aProjectCannotSayWhereTrustedFilesAre() throws IOException {
        project("userconfig=./evil\nglobalconfig=./evil");
        Files.writeString(project.resolve("evil"), "tag=evil");
        NpmConfig config = load();
        assertEquals("latest", config.tag());
        assertEquals(2, config.warnings().size(), config.warnings().toString());
    }

    @Test
    void theProjectFileOfAFolderInsideAProjectIsTheProjects() throws IOException {
        project("tag=next");
        Path inner = Files.createDirectories(project.resolve("src/deep"));
        assertEquals("next", NpmConfig.load(environment(), inner, Map.of()).tag());
    }

    @Test
    void aHomeThatIsAProjectIsReadOnceAndTrusted() throws IOException {
        Files.writeString(home.resolve("package.json"), "{}");
        user("//h/:_authToken=${TOKEN}");
        variables.put("TOKEN", "t");
        NpmConfig config = NpmConfig.load(environment(), home, Map.of("registry", "https://h/"));
        assertEquals(
                "Bearer t", config.credentialsFor(URI.create("https://h/x")).authorization());
    }

    @Test
    void scopesHaveTheirOwnRegistry() throws IOException {
        user("registry=https://all.example/npm\n@mine:registry=https://mine.example/");
        NpmConfig config = load();
        assertEquals(URI.create("https://all.example/npm/"), config.registryFor("left-pad"));
        assertEquals(URI.create("https://all.example/npm/"), config.registryFor("@other/x"));
        assertEquals(URI.create("https://mine.example/"), config.registryFor("@mine/x"));
    }

    @Test
    void anAddressThatIsNoneIsNamed() throws IOException {
        user("registry=ftp://h/");
        DxException e = assertThrows(DxException.class, () -> load().registryFor("x"));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(e.what().contains(".npmrc: registry"), e.what());
    }

    @Test
    void withoutARegistryNpmIsAskedOnceHoweverManyWantToKnow() throws Exception {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Path asked = temp.resolve("asked");
        Path npm = Files.writeString(
                bin.resolve("npm"),
                "#!/bin/sh\necho \"$@\" >> '" + asked + "'\nsleep 0.2\necho https://npms.own.example/\n");
        assertTrue(npm.toFile().setExecutable(true));
        variables.put("PATH", "relative:" + bin + ":/usr/bin:/bin");
        NpmConfig config = load();
        List<Future<URI>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(Collections.nCopies(8, config::defaultRegistry));
        }
        for (Future<URI> answer : answers) {
            assertEquals(URI.create("https://npms.own.example/"), answer.get());
        }
        assertEquals(URI.create("https://npms.own.example/"), load().defaultRegistry());
        assertEquals(List.of("config get registry"), Files.readAllLines(asked));
    }

    /** Starting npm takes longer than many an install. */
    @Test
    void npmIsNotStartedWhereItsDefinitionsSayIt() throws Exception {
        Path asked = installNpm("""
            const definitions = {
              'registry-of-tests': new Definition('registry-of-tests', { default: 'https://another.example/', }),
              registry: new Definition('registry', {
                default: 'https://defined.example/',
                type: url,
            """);
        assertEquals(URI.create("https://defined.example/"), load().defaultRegistry());
        assertFalse(Files.exists(asked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry: new Definition('registry', {\n    default: process.env.REGISTRY,\n",
                "registry: new Definition('registry', {\n    default: 'no address',\n",
                "registry: new Definition('registry', {",
                ""
            })
    void npmIsAskedWhereItsDefinitionsSayItInAnotherWay(String definitions) throws Exception {
        Path asked = installNpm(definitions);
        assertEquals(URI.create("https://npms.own.example/"), load().defaultRegistry());
        assertEquals(List.of("config get registry"), Files.readAllLines(asked));
    }

    /** An npm whose definitions are these, as it is usually installed; answers where it writes down what it is asked. */
    private Path installNpm(String definitions) throws IOException {
        Path asked = temp.resolve("asked");
        Path npm = Files.createDirectories(temp.resolve("lib/npm"));
        Path file = npm.resolve("node_modules/@npmcli/config/lib/definitions/definitions.js");
        Files.createDirectories(file.getParent());
        Files.writeString(file, definitions);
        Path program = Files.createDirectories(npm.resolve("bin")).resolve("npm-cli.js");
        Files.writeString(program, "#!/bin/sh\necho \"$@\" >> '" + asked + "'\necho https://npms.own.example/\n");
        assertTrue(program.toFile().setExecutable(true));
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("npm"), program);
        variables.put("PATH", bin + ":/usr/bin:/bin");
        return asked;
    }

    @Test
    void withoutARegistryAndWithoutNpmItSaysWhatToDo() {
        DxException e = assertThrows(DxException.class, () -> load().defaultRegistry());
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(e.remedy().contains("registry="), e.remedy());
    }

    @Test
    void theLongestPathWins() throws IOException {
        user("""
            registry=https://h/npm/
            //h/:_authToken=root
            //h/npm/team/:_authToken=team
            //h:8443/:_auth=dTpw
            //basic/:username=u
            //basic/:_password=cDp3
            """);
        assertEquals("Bearer root", authorization("https://h/npm/x"));
        assertEquals("Bearer root", authorization("https://h"));
        assertEquals("Bearer team", authorization("https://h/npm/team/x/-/x-1.tgz"));
        assertEquals("Basic dTpw", authorization("https://h:8443/x"));
        assertEquals("Basic dTpwOnc=", authorization("https://basic/x"));
        assertNull(authorization("https://h:9999/x"));
        assertNull(authorization("https://h.evil/x"));
    }

    @Test
    void aSlashAtTheEndDoesNotMatter() throws IOException {
        user("registry=https://h/\n//h/a:_authToken=t");
        assertEquals("Bearer t", authorization("https://h/a/x"));
    }

    @Test
    void theRegistrysSecretServesItsWholeHost() throws IOException {
        user("registry=https://h/npm/\n//h/npm/:_authToken=t");
        assertEquals("Bearer t", authorization("https://h/files/x-1.tgz"));
    }

    @Test
    void nothingIsSentInPlainTextThatIsConfiguredForTls() throws IOException {
        user("registry=https://h/\n//h/:_authToken=t\n//127.0.0.1:80/:_authToken=l\n//127.0.0.1/:_authToken=l");
        assertNull(authorization("http://h/x"));
        assertEquals("Bearer l", authorization("http://127.0.0.1/x"));
        user("registry=http://h/\n//h/:_authToken=t");
        assertEquals("Bearer t", authorization("http://h/x"));
    }

    @Test
    void secretsWithoutAHostAreRefused() throws IOException {
        user("registry=https://h/\n_authToken=t0ps3cret");
        DxException e = assertThrows(DxException.class, () -> authorization("https://h/x"));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertFalse(e.toString().contains("t0ps3cret"));
    }

    @Test
    void secretsAreNeverShown() throws IOException {
        user("""
            //h/:_authToken=t0ps3cret
            //h/:_auth=t0ps3cret
            //h/:_password=t0ps3cret
            proxy=http://u:t0ps3cret@p:1
            """);
        NpmConfig config = load();
        assertFalse(config.toString().contains("t0ps3cret"), config.toString());
        assertFalse(config.credentialsFor(URI.create("https://h/x"), URI.create("https://h/"))
                .toString()
                .contains("t0ps3cret"));
        assertTrue(config.toString().contains("//(protected)@p:1"), config.toString());
    }

    @Test
    void pathsMayBeginAtHome() throws IOException {
        user("cafile=~/ca.pem\n//h/:certfile=c.pem\n//h/:keyfile=k.pem\nregistry=https://h/");
        NpmConfig config = load();
        assertEquals(home.resolve("ca.pem"), config.cafile());
        var certificate = config.credentialsFor(URI.create("https://h/x")).certificate();
        assertTrue(certificate != null && certificate.key().equals(project.resolve("k.pem")), "" + certificate);
    }

    @Test
    void numbersAndFlags() throws IOException {
        user("""
            min-release-age=0.5
            fetch-retries=7
            fetch-timeout=2000
            strict-ssl=false
            save-exact
            engine-strict=null
            """);
        NpmConfig config = load();
        assertEquals(Duration.ofHours(12), config.minReleaseAge());
        assertEquals(7, config.fetchRetries());
        assertEquals(Duration.ofSeconds(2), config.fetchTimeout());
        assertFalse(config.strictSsl());
        assertTrue(config.saveExact());
        assertFalse(config.engineStrict());
    }

    @Test
    void whatIsSetNowhereHasItsUsualValue() {
        NpmConfig config = load();
        assertEquals(Duration.ofDays(1), config.minReleaseAge());
        assertTrue(config.strictSsl());
        assertEquals("^", config.savePrefix());
        assertEquals(Set.of(), config.omit());
        assertNull(config.before());
        assertEquals("hoisted", config.installStrategy());
        assertEquals(Duration.ofMinutes(1), config.fetchTimeout());
    }

    @Test
    void aNumberThatIsNoneIsNamed() throws IOException {
        user("fetch-retries=many");
        DxException e = assertThrows(DxException.class, () -> load().fetchRetries());
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertTrue(e.what().contains("fetch-retries") && e.what().contains("many"), e.what());
    }

    @Test
    void datesOfBothKinds() throws IOException {
        user("before=2026-01-31");
        assertEquals(Instant.parse("2026-01-31T00:00:00Z"), load().before());
        user("before=2026-01-31T12:00:00+01:00");
        assertEquals(Instant.parse("2026-01-31T11:00:00Z"), load().before());
    }

    @Test
    void whatIsLeftOut() throws IOException {
        user("omit[]=optional\nomit[]=peer");
        assertEquals(Set.of("optional", "peer"), load().omit());
        user("production=true");
        assertEquals(Set.of("dev"), load().omit());
        user("omit=dev\ninclude=dev");
        assertEquals(Set.of(), load().omit());
        user("");
        variables.put("NODE_ENV", "production");
        assertEquals(Set.of("dev"), load().omit());
    }

    @Test
    void layoutsByTheirNewNamesAndTheirOld() throws IOException {
        user("install-strategy=nested");
        assertEquals("nested", load().installStrategy());
        user("legacy-bundling=true");
        assertEquals("nested", load().installStrategy());
        user("global-style=true");
        assertEquals("shallow", load().installStrategy());
        user("install-strategy=linked");
        DxException e = assertThrows(DxException.class, () -> load().installStrategy());
        assertEquals(ErrorCode.DX_UNSUPPORTED, e.code());
        assertTrue(e.what().contains("linked"));
    }

    @Test
    void valuesSayWhereTheyComeFrom() throws IOException {
        user("tag=x");
        ConfigValue tag = load().values().stream()
                .filter(value -> value.key().equals("tag"))
                .findFirst()
                .orElseThrow();
        assertEquals(ConfigLayer.USER, tag.layer());
        assertEquals(home.resolve(".npmrc").toString(), tag.source());
    }

    private @Nullable String authorization(String uri) {
        return load().credentialsFor(URI.create(uri)).authorization();
    }

    private void user(String text) throws IOException {
        Files.writeString(home.resolve(".npmrc"), text);
    }

    private void project(String text) throws IOException {
        Files.writeString(project.resolve(".npmrc"), text);
    }

    private NpmConfig load() {
        return NpmConfig.load(environment(), project, commandLine);
    }

    private Environment environment() {
        return new Environment(variables, home, new Platform("linux", "x64", "glibc"));
    }
}
