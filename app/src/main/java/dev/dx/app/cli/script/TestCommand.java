package dev.dx.app.cli.script;

import picocli.CommandLine;

@CommandLine.Command(
        name = "test",
        aliases = {"t", "tst"},
        description = "Run the script test.")
public final class TestCommand extends NamedScriptCommand {
    public TestCommand() {
        super("test");
    }
}
