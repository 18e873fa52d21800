package dev.dx.app.cli.script;

import picocli.CommandLine;

@CommandLine.Command(name = "stop", description = "Run the script stop.")
public final class StopCommand extends NamedScriptCommand {
    public StopCommand() {
        super("stop");
    }
}
