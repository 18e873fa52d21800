package dev.dx.app.cli;

import picocli.CommandLine;

@CommandLine.Command(
        name = "test",
        aliases = {"t", "tst"},
        description = "Run the script test.")
final class TestCommand extends NamedScriptCommand {
    TestCommand() {
        super("test");
    }
}
