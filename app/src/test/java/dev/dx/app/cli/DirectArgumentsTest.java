package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.install.AddCommand;
import dev.dx.app.cli.program.VersionCommand;
import dev.dx.engine.DxException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectArgumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "install",
                "i",
                "i lodash",
                "in lodash",
                "ins",
                "inst -D -B lodash",
                "ic",
                "u lodash",
                "link",
                "ln @scope/name ../folder --save",
                "link -D --json --force a",
                "unlink",
                "unlink a --no-save",
                "install @types/node react@^19 -D",
                "install --frozen-lockfile --offline --ignore-scripts",
                "install --omit=dev --omit optional --include=dev",
                "install --production --prefer-offline --before 2026-01-31",
                "install --prod --no-audit --no-fund --no-progress --loglevel=error",
                "--json install",
                "install -s -C x",
                "install --cwd=x --registry https://example.org --verbose --quiet",
                "install --prefix install --color=never --no-color",
                "ci --silent",
                "clean-install --omit=dev",
                "add lodash -E -P",
                "add -O @scope/name@next --save-exact -S --save-prod --save-optional --save-dev --save",
                "remove lodash @scope/name",
                "rm a",
                "un a --json",
                "uninstall a",
                "r a",
                "list",
                "ls a b --json --depth=0",
                "list --depth 0",
                "doctor --json",
                "gui x"
            })
    void understandsPlainFormsAsPicocliDoes(String line) {
        List<String> arguments = List.of(line.split(" ", -1));
        Request direct = DirectArguments.read(arguments);

        assertNotNull(direct, "not taken");
        assertEquals(shown(PicocliArguments.read(arguments)), shown(direct));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--json",
                "frobnicate",
                "install --help",
                "-h",
                "install -DE lodash",
                "install -- lodash",
                "install -",
                "install --nonsense",
                "add",
                "remove --json",
                "install --registry",
                "install --registry=",
                "install --cwd --json",
                "install --json=true",
                "ci lodash",
                "gui a b",
                "list --omit=dev",
                "install --version",
                "help install",
                "completion"
            })
    void leavesEverythingElse(String line) {
        assertNull(DirectArguments.read(line.isEmpty() ? List.of() : List.of(line.split(" ", -1))));
    }

    @Test
    void readsTheVersionItself() {
        for (String option : List.of("-v", "--version")) {
            assertInstanceOf(
                    VersionCommand.class,
                    assertNotNullRequest(DirectArguments.read(List.of(option, "--json")))
                            .command());
        }
    }

    @Test
    void scopedPackagesAreNotFilesOfArguments() {
        Request request = PicocliArguments.read(List.of("add", "-DE", "@types/node", "@/etc/passwd"));
        AddCommand add = assertInstanceOf(AddCommand.class, request.command());

        assertEquals(List.of("@types/node", "@/etc/passwd"), add.specs);
    }

    private static Request assertNotNullRequest(@Nullable Request request) {
        assertNotNull(request);
        return request;
    }

    /** All that was read, field by field. */
    private static String shown(Request request) {
        return request.command().getClass().getSimpleName()
                + shown((Object) request.command())
                + shown((Object) request.options());
    }

    private static String shown(Object object) {
        TreeMap<String, String> values = new TreeMap<>();
        for (Field field : object.getClass().getDeclaredFields()) {
            if (field.isSynthetic()) {
                continue;
            }
            field.setAccessible(true);
            try {
                Object value = field.get(object);
                boolean nested = value instanceof OptionGroup;
                values.put(field.getName(), nested ? shown(value) : String.valueOf(value));
            } catch (IllegalAccessException closed) {
                throw new AssertionError(Arrays.toString(object.getClass().getDeclaredFields()), closed);
            }
        }
        return values.toString();
    }

    @Test
    void takesNpmsSettingsByHand() {
        Request request = PicocliArguments.read(List.of(
                "install",
                "--engine-strict",
                "a",
                "--save-prefix=~",
                "--tag",
                "next",
                "--no-optional",
                "-D",
                "--only=prod"));
        assertEquals(
                Map.of("engine-strict", "true", "save-prefix", "~", "tag", "next", "optional", "false", "only", "prod"),
                request.options().settings);
        assertEquals(
                Map.of("production", "false"),
                PicocliArguments.read(List.of("ci", "--production=false")).options().settings);
        assertThrows(DxException.class, () -> PicocliArguments.read(List.of("login", "--dry-run")));
        assertThrows(DxException.class, () -> PicocliArguments.read(List.of("install", "--no-such-thing")));
        assertThrows(DxException.class, () -> PicocliArguments.read(List.of("install", "--tag")));
    }
}
