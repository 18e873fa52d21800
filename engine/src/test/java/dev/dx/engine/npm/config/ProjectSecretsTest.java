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
import dev.dx.engine.fetch.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a project's own .npmrc may do with the user's variables. */
class ProjectSecretsTest {
    private static final String SECRET = "npm_0123456789";

    @TempDir
    private Path temp;

    private final Map<String, String> variables = new HashMap<>(Map.of("TOKEN", SECRET));

    @Test
    void aHostOnlyTheProjectNamesGetsNothing() throws IOException {
        NpmConfig config = load("registry=https://good/", "//evil/:_authToken=${TOKEN}");
        Credentials credentials = config.credentialsFor(URI.create("https://evil/x"));
        assertTrue(credentials.isEmpty());
        assertTrue(String.valueOf(credentials.remedy()).contains("your own .npmrc"), credentials.remedy());
        assertEquals(1, config.warnings().size(), config.warnings().toString());
        assertFalse(config.warnings().toString().contains(SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry=https://good/",
                "@s:registry=https://good/npm/",
                "//good/:email=x",
            })
    void aHostTheUserNamesGetsIt(String own) throws IOException {
        NpmConfig config = load(own, "//good/:_authToken=${TOKEN}");
        assertEquals(
                "Bearer " + SECRET,
                config.credentialsFor(URI.create("https://good/x"), URI.create("https://good/"))
                        .authorization());
    }

    @Test
    void npmsOwnRegistryGetsIt() throws IOException {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        assertTrue(Files.writeString(bin.resolve("npm"), "#!/bin/sh\necho https://npms.own.example/\n")
                .toFile()
                .setExecutable(true));
        variables.put("PATH", bin.toString());
        NpmConfig config = load("", "//npms.own.example/:_authToken=${TOKEN}");
        assertEquals(
                "Bearer " + SECRET,
                config.credentialsFor(URI.create("https://npms.own.example/x")).authorization());
    }

    @Test
    void theHostOfASettingMayComeFromAVariableButIsCheckedAllTheSame() throws IOException {
        variables.put("HOST", "evil");
        NpmConfig config = load("registry=https://good/", "//${HOST}/:_authToken=${TOKEN}");
        assertTrue(config.credentialsFor(URI.create("https://evil/x")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry=https://evil/${TOKEN}/",
                "registry=https://${TOKEN}.evil/",
                "registry=https://${TOKEN}@evil/",
            })
    void anAddressDoesNotCarryIt(String line) throws IOException {
        NpmConfig config = load("", line);
        assertFalse(config.values().toString().contains(SECRET));
        DxException e = assertThrows(DxException.class, () -> config.registryFor("x"));
        assertEquals(ErrorCode.DX_CONFIG, e.code());
        assertFalse(e.toString().contains(SECRET), e.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy=http://${TOKEN}.evil/", "https-proxy=http://${TOKEN}@evil:1/", "user-agent=${TOKEN}"})
    void noOtherSettingThatIsSentCarriesIt(String line) throws IOException {
        NpmConfig config = load("", line);
        assertFalse(
                String.valueOf(config.get(line.substring(0, line.indexOf('=')))).contains(SECRET));
    }

    @Test
    void aRegistryMayBeNamedByAVariableAltogether() throws IOException {
        variables.put("REGISTRY", "https://good/npm/");
        assertEquals(
                URI.create("https://good/npm/"),
                load("", "registry=${REGISTRY}").registryFor("x"));
    }

    @Test
    void aVariableThatIsNotSetIsNotSentAsItStands() throws IOException {
        Credentials credentials = load("registry=https://good/", "//good/:_authToken=${NOT_SET}")
                .credentialsFor(URI.create("https://good/x"));
        assertNull(credentials.authorization());
        assertTrue(String.valueOf(credentials.remedy()).contains("Set the variable"), credentials.remedy());
    }

    @Test
    void theUsersOwnFileMaySendItAnywhere() throws IOException {
        NpmConfig config = load("registry=https://good/\n//other/:_authToken=${TOKEN}", "");
        assertEquals(
                "Bearer " + SECRET,
                config.credentialsFor(URI.create("https://other/x")).authorization());
    }

    @Test
    void whatIsNotSentIsFilledIn() throws IOException {
        variables.put("TAG", "next");
        assertEquals("next", load("", "tag=${TAG}").tag());
        assertEquals("${TAG}", load("", "tag=\\${TAG}").tag());
        assertEquals("", load("", "save-prefix=${NONE?}").savePrefix());
        assertEquals("a${NONE}b", load("", "save-prefix=a${NONE}b").savePrefix());
    }

    private NpmConfig load(String user, String project) throws IOException {
        Path home = Files.createDirectories(temp.resolve("home"));
        Path folder = Files.createDirectories(temp.resolve("project"));
        Files.writeString(folder.resolve("package.json"), "{}");
        Files.writeString(home.resolve(".npmrc"), user);
        Files.writeString(folder.resolve(".npmrc"), project);
        variables.put("DX_HOME", temp.resolve("dx").toString());
        return NpmConfig.load(
                new Environment(variables, home, new Platform("linux", "x64", "glibc")), folder, Map.of());
    }
}
