package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.engine.ExitCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.Engine;
import java.util.Map;
import picocli.CommandLine;

@CommandLine.Command(
        name = "materialize",
        description = {
            "Make files of the links to a shared tree in node_modules.",
            "Nothing is fetched. Where the setting stays, the next install links again."
        })
public final class MaterializeCommand implements Command {
    @Override
    public int run(Invocation invocation) {
        int links;
        boolean linksAgain;
        try (Engine engine = invocation.openEngine(Map.of())) {
            links = engine.materialize(invocation.project(), event -> {
                if (event instanceof InstallEvent.Warning warning
                        && !invocation.options().isQuiet()) {
                    invocation.say(warning.text());
                }
            });
            linksAgain = "shared".equals(engine.config(invocation.project()).get("node-modules"));
        }
        if (invocation.isJson()) {
            invocation.print(
                    new JsonWriter().object().field("materialized", links).end().finish());
        } else if (!invocation.options().isQuiet()) {
            invocation.print(
                    links == 0
                            ? "node_modules holds no links to a layout"
                            : "node_modules holds files of the project's own now: " + links + " links were replaced");
            if (links > 0 && linksAgain) {
                invocation.print("The setting node-modules=shared is there still: dx install links again.");
            }
        }
        return ExitCode.DONE.number();
    }
}
