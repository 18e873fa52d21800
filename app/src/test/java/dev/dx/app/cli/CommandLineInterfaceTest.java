package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller.Answer;
import dev.dx.app.cli.Caller.RecordingWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineInterfaceTest {
    @TempDir
    Path folder = Path.of("");

    private Answer dx(String... arguments) {
        return new Caller(folder).runs(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-v", "--verbose --version"})
    void saysItsVersionAndNothingElse(String arguments) {
        Answer answer = dx(arguments.split(" ", -1));

        assertEquals(new Answer(0, "0.1.0" + System.lineSeparator(), ""), answer);
    }

    @Test
    void saysItsVersionAsJson() {
        assertTrue(dx("--version", "--json").isJson().out().contains("\"version\": \"0.1.0\""));
    }

    @Test
    void helpListsTheCommands() {
        Answer answer = dx("--help");

        assertEquals(0, answer.exit());
        assertEquals("", answer.err());
        assertEquals("""
            Usage: dx COMMAND [ARGUMENT...]

            Installs what a project depends on. Without a command it opens the window.

            Options:
              -C, --cwd, --prefix=DIR   Work in this project folder instead of the current
                                          one.
                  --registry=URL        Ask this registry for packages that no scope sends
                                          elsewhere.
                  --json                Answer with one JSON document.
              -s, --quiet, --silent     Say nothing but results and errors.
                  --verbose             Say more, and why something failed.
                  --color=WHEN          auto, always or never.
              -h, --help                Show how a command is used.
              -v, --version             Show the version.

            Commands:
              install, i    Install what package.json asks for, or add the packages named.
              add           Add packages to the project, or change their ranges.
              remove, rm    Remove packages from the project.
              link, ln      Work on a package and see it in projects: link to its folder.
              unlink        Take back dx link.
              update, up    Choose the newest versions that package.json allows.
              dedupe, ddp   Let one copy serve where several of a package were installed.
              prune         Remove from node_modules what the lock does not have.
              materialize   Make files of the links to a shared tree in node_modules.
              ci, ic        Install what the lock holds; fail if package.json differs.
              import        Take over the versions of another tool's lock file.
              approve       Let scripts of dependencies run; without a name, list them.
              rebuild, rb   Make node_modules anew, and run approved scripts again.
              init          Write a package.json, with what npm init -y writes.
              run           Run a script of package.json; without a name, list them.
              test, t       Run the script test.
              start         Run the script start, or node server.js.
              stop          Run the script stop.
              restart       Run the script restart, or else stop and start.
              exec, x       Run a command that a package of the project has.
              dlx           Fetch a package and run its command, beside the project.
              create        Start a project with the package create-NAME.
              list, ls      List direct dependencies and what is installed of them.
              outdated      List dependencies of which there are newer versions.
              why, explain  Show the shortest chains that lead to a package.
              graph         Show who depends on whom: a tree, JSON or for Graphviz.
              lock          Keep the lock as lock.dxl or as text; let git merge it.
              view, info    Show what the registry says about a package.
              search, find  Look for packages in the registry.
              pack          Make the archive that publishing the package would send.
              publish       Publish the package to a registry: its scope's, or the usual one.
              login         Log in to a registry, and keep the token in your own .npmrc.
              adduser       Make an account at a registry, and log in to it.
              logout        Give up the token you have at a registry, there and in your .npmrc.
              whoami        Say under which name you are logged in to a registry.
              config, c     Show npm's settings and where each comes from, or change them.
              store         Look after the packages that DX keeps for all projects.
              clean         Remove packages or caches that DX keeps for all projects.
              convert       Make .dxp files of packages, and read them.
              registry      Run a registry that npm, pnpm, yarn and Bun install from and publish to.
              resident      Keep an engine running, so that commands need not start one.
              inspect       Show what is in one of DX's own binary files.
              stats         Show what the caches saved, and what was slowest to fetch.
              bench         Time DX and other package managers side by side on this machine.
              doctor        Check this machine, the registry and the project.
              gui           Open the window, on a project folder if one is named.
              completion    Print a script: source <(dx completion) completes dx in bash.
              help          Show how a command is used.

            Exit codes: 0 done, 1 failed, 2 usage, 3 conflict, 4 network, 5 refused for
            safety, 6 lock out of date, 7 not found, 130 cancelled.
            """, answer.out().replace("\r\n", "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"install --help", "i -h", "--help install", "help install", "help i"})
    void helpOfACommandIsTheSameHoweverItIsAskedFor(String arguments) {
        Answer answer = dx(arguments.split(" ", -1));

        assertEquals(0, answer.exit());
        assertEquals(dx("install", "--help").out(), answer.out());
        assertTrue(answer.out().startsWith("Usage: dx install [OPTIONS] [SPEC...]"), answer.out());
        assertFalse(answer.out().contains("--registry"), "what all commands share stands in the help of dx alone");
    }

    @Test
    void withoutADisplayHelpIsWhatComes() {
        assertEquals(new Answer(0, dx("--help").out(), ""), dx());
    }

    @Test
    void withADisplayTheWindowOpens() {
        RecordingWindow window = new RecordingWindow(true);
        Answer answer = new Caller(folder).with(window).runs();

        assertEquals(new Answer(0, "", ""), answer);
        assertEquals(Arrays.asList((Path) null), window.opened);
    }

    @Test
    void guiOpensTheFolderItIsGiven() throws IOException {
        Path project = Files.createDirectory(folder.resolve("a project"));
        RecordingWindow window = new RecordingWindow(true);

        assertEquals(0, new Caller(folder).with(window).runs("gui", "a project").exit());
        assertEquals(List.of(project), window.opened);
    }

    @Test
    void guiWithoutADisplayFailsInOneLine() {
        Answer answer = dx("gui");

        assertEquals(1, answer.exit());
        assertError(
                answer,
                "error DX_NO_DISPLAY: the window needs a display, and there is none",
                "Run it on a desktop or set DISPLAY; dx --help lists the commands that need no window.");
    }

    @Test
    void guiOfAFolderThatIsNotThereFails() {
        assertEquals(7, dx("gui", "nowhere").exit());
        assertEquals(7, dx("list", "--cwd", "nowhere").exit());
    }

    static Stream<Arguments> misunderstood() {
        return Stream.of(
                Arguments.of(
                        "install --frozen-lokfile",
                        "dx install: unknown option --frozen-lokfile",
                        "Did you mean --frozen-lockfile? dx install --help says how it is used."),
                Arguments.of(
                        "add --registri=x y",
                        "dx add: unknown option --registri",
                        "Did you mean --registry? dx add --help says how it is used."),
                Arguments.of("ci -X", "dx ci: unknown option -X", "dx ci --help says how it is used."),
                Arguments.of(
                        "isntall", "unknown command isntall", "Did you mean install? dx --help lists the commands."),
                Arguments.of("frobnicate", "unknown command frobnicate", "dx --help lists the commands."),
                Arguments.of("help lst", "unknown command lst", "Did you mean list? dx --help lists the commands."),
                Arguments.of("add", "dx add: SPEC is missing", "dx add --help says how it is used."),
                Arguments.of("remove --quiet", "dx remove: NAME is missing", "dx remove --help says how it is used."),
                Arguments.of("ci lodash", "dx ci: unexpected argument lodash", "dx ci --help says how it is used."),
                Arguments.of(
                        "list --registry", "dx list --registry: URL is missing", "dx list --help says how it is used."),
                Arguments.of(
                        "list --color=pink", "--color=pink", "Write --color=auto, --color=always or --color=never."),
                Arguments.of(
                        "install --registry ftp://x",
                        "--registry ftp://x",
                        "Give the registry's address with http://, https://, dxrp:// or dxrps://."),
                Arguments.of("install --omit=prod", "--omit=prod", "The kinds are dev, optional and peer."),
                Arguments.of(
                        "install --before yesterday",
                        "--before yesterday",
                        "Write a date as in 2026-01-31, or a time as in 2026-01-31T12:00:00Z."),
                Arguments.of(
                        "i lodash --frozen-lockfile",
                        "--frozen-lockfile with packages to add: adding changes the lock",
                        "Leave out the one or the other."));
    }

    @ParameterizedTest
    @MethodSource
    void misunderstood(String arguments, String what, String remedy) {
        Answer answer = dx(arguments.split(" ", -1));

        assertEquals(2, answer.exit());
        assertError(answer, "error DX_USAGE: " + what, remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"install -g lodash", "i lodash --global", "rm -g lodash", "list -g"})
    void globalPackagesAreRefusedByName(String arguments) {
        Answer answer = dx(arguments.split(" ", -1));

        assertEquals(1, answer.exit());
        assertError(
                answer,
                "error DX_UNSUPPORTED: global packages (-g)",
                "Add the package to a project instead: dx add NAME, without -g.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--json isntall",
                "install --json --nonsense",
                "add --json",
                "gui --json",
                "list --json -g",
                "--json --color=pink list",
                "gui --json nowhere"
            })
    void withJsonAFailureIsADocumentToo(String arguments) {
        Answer answer = dx(arguments.split(" ", -1)).isJson();

        assertTrue(answer.exit() > 0, "exit " + answer.exit());
        assertTrue(answer.out().contains("\"exit\": " + answer.exit()), answer.out());
        assertTrue(answer.err().startsWith("error DX_"), answer.err());
    }

    @Test
    void errorsAsADocumentSayWhatAndWhatToDo() {
        assertEquals("""
            {
              "error": {
                "code": "DX_USAGE",
                "message": "unknown command isntall",
                "remedy": "Did you mean install? dx --help lists the commands.",
                "exit": 2
              }
            }
            """, dx("isntall", "--json").out().replace("\r\n", "\n"));
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        String red = "\u001b[31merror\u001b[0m DX_USAGE";

        assertTrue(new Caller(folder).onTerminal().runs("isntall").err().startsWith(red));
        assertTrue(dx("isntall", "--color=always").err().startsWith(red));
        for (Answer plain : List.of(
                dx("isntall"),
                new Caller(folder).onTerminal().runs("isntall", "--color=never"),
                new Caller(folder).onTerminal().runs("isntall", "--no-color"),
                new Caller(folder).onTerminal().with("NO_COLOR", "1").runs("isntall"),
                new Caller(folder).onTerminal().with("TERM", "dumb").runs("isntall"))) {
            assertTrue(plain.err().startsWith("error DX_USAGE"), plain.err());
        }
    }

    @Test
    void anEmptyPackageNameIsAMistake() {
        assertEquals(2, dx("add", "").exit());
        assertEquals(2, dx("install", " ").exit());
    }

    @Test
    void completionIsAScriptThatKnowsTheCommands() {
        Answer answer = dx("completion");

        assertEquals(0, answer.exit());
        for (String word : List.of("install", "remove", "--frozen-lockfile", "doctor")) {
            assertTrue(answer.out().contains(word), word);
        }
    }

    @Test
    void anInterruptionDoesNotOutliveTheCall() {
        Thread.currentThread().interrupt();
        dx("--version");

        assertFalse(Thread.interrupted());
    }

    private static void assertError(Answer answer, String... lines) {
        assertEquals("", answer.out());
        assertEquals(List.of(lines), answer.err().lines().toList());
    }
}
