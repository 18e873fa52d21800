package dev.dx.app.cli.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigCommandTest {
    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void makeProject() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{}");
    }

    private Answer dx(String... arguments) {
        return new Caller(folder)
                .with("npm_config_registry", "https://r.example/")
                .runs(arguments);
    }

    @Test
    void saysWhereEachSettingComesFromAndNoSecret() throws IOException {
        Files.writeString(
                folder.resolve(".npmrc"), "save-exact=true\n//r.example/:_authToken=hush\nproxy=http://me:hush@p/\n");
        Answer answer = dx("config");
        assertEquals(0, answer.exit(), answer.err());
        assertTrue(
                answer.out().contains("save-exact = true  (project: " + folder.resolve(".npmrc") + ")"), answer.out());
        assertTrue(answer.out().contains("registry = https://r.example/  (environment: environment)"), answer.out());
        assertTrue(answer.out().contains("//r.example/:_authToken = (protected)"), answer.out());
        assertFalse(answer.out().contains("hush"), answer.out());
        String json = dx("config", "list", "--json").isJson().out();
        assertTrue(json.contains("\"layer\": \"project\""), json);
        assertFalse(json.contains("hush"), json);
    }

    @Test
    void getsOneOrSeveral() {
        assertEquals(
                "https://r.example/" + System.lineSeparator(),
                dx("config", "get", "registry").out());
        assertEquals(
                "{\n  \"registry\": \"https://r.example/\",\n  \"nothing\": null\n}",
                dx("config", "get", "registry", "nothing", "--json")
                        .isJson()
                        .out()
                        .strip());
        assertEquals("undefined", dx("config", "get", "nothing").out().strip());
    }

    @Test
    void aSecretIsNotShown() throws IOException {
        Files.writeString(folder.resolve(".npmrc"), "//r.example/:_authToken=hush\n");
        Answer answer = dx("config", "get", "//r.example/:_authToken");
        assertEquals(1, answer.exit());
        assertFalse((answer.out() + answer.err()).contains("hush"));
    }

    @Test
    void setsAndDeletesInTheFileThatIsNamed() throws IOException {
        Path user = folder.resolve("no-user-npmrc");
        Path project = folder.resolve(".npmrc");
        Files.writeString(project, "; ours\nsave-exact = false\n");
        assertEquals(0, dx("config", "set", "fetch-retries=7").exit());
        assertEquals("fetch-retries=7\n", Files.readString(user));
        assertEquals(
                0,
                dx("config", "set", "save-exact", "true", "tag=next", "--location=project")
                        .exit());
        assertEquals("; ours\nsave-exact=true\ntag=next\n", Files.readString(project));
        assertEquals("true", dx("config", "get", "save-exact").out().strip());
        assertEquals(
                0, dx("config", "delete", "save-exact", "--location", "project").exit());
        assertEquals("; ours\ntag=next\n", Files.readString(project));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config set fetch-retries=many",
                "config set save-exact=perhaps",
                "config set lockfile-version=4",
                "config set registry=nowhere",
                "config set _auth=x",
                "config set",
                "config get",
                "config forget x",
                "config set tag=x --location=moon"
            })
    void whatCannotBeMeantChangesNothing(String arguments) {
        Answer answer = dx(arguments.split(" ", -1));
        assertEquals(2, answer.exit(), answer.err());
        assertFalse(Files.exists(folder.resolve("no-user-npmrc")));
    }
}
