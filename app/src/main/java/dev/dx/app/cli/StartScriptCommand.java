package dev.dx.app.cli;

import picocli.CommandLine;

@CommandLine.Command(name = "start", description = "Run the script start, or node server.js.")
final class StartScriptCommand extends NamedScriptCommand {
    StartScriptCommand() {
        super("start");
    }
}
