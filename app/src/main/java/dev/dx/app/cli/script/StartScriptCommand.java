package dev.dx.app.cli.script;

import picocli.CommandLine;

@CommandLine.Command(name = "start", description = "Run the script start, or node server.js.")
public final class StartScriptCommand extends NamedScriptCommand {
    public StartScriptCommand() {
        super("start");
    }
}
