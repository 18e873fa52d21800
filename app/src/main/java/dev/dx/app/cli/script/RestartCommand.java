package dev.dx.app.cli.script;

import picocli.CommandLine;

@CommandLine.Command(name = "restart", description = "Run the script restart, or else stop and start.")
public final class RestartCommand extends NamedScriptCommand {
    public RestartCommand() {
        super("restart");
    }
}
