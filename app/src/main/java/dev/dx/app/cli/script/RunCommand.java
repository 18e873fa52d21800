package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.script.PackageScriptList;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "run",
        aliases = {"run-script", "rum", "urn"},
        description = {
            "Run a script of package.json; without a name, list them.",
            "What follows --, and every option DX does not know, goes to the script."
        })
public final class RunCommand implements Command {
    @Mixin
    ScriptOptions script = new ScriptOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Parameters(arity = "0..*", paramLabel = "SCRIPT [ARG...]", description = "The script, and arguments for it.")
    List<String> words = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return !words.isEmpty();
    }

    @Override
    public boolean runsPrograms() {
        return !words.isEmpty();
    }

    @Override
    public int run(Invocation invocation) {
        if (words.isEmpty()) {
            list(invocation);
            return 0;
        }
        return new ScriptRun(invocation, script, members).run("run", words.getFirst(), words.subList(1, words.size()));
    }

    private void list(Invocation invocation) {
        try (Engine engine = invocation.openEngine(script.settings())) {
            List<PackageScriptList> packages = engine.scripts(invocation.project(), members.choice(invocation));
            if (invocation.isJson()) {
                invocation.print(json(packages));
            } else {
                packages.forEach(list -> print(invocation, list));
            }
        }
    }

    private static void print(Invocation invocation, PackageScriptList list) {
        Style style = invocation.outStyle();
        invocation.print(style.bold(Printable.line(list.title().isEmpty() ? list.folder() : list.title()))
                + (list.scripts().isEmpty() ? ": no scripts" : ""));
        list.scripts().forEach((name, command) -> {
            invocation.print("  " + Printable.line(name));
            invocation.print("    " + style.dim(Printable.line(command)));
        });
    }

    private static String json(List<PackageScriptList> packages) {
        JsonWriter json = new JsonWriter().object().array("packages");
        for (PackageScriptList list : packages) {
            json.object()
                    .field("package", list.title())
                    .field("folder", list.folder())
                    .object("scripts");
            list.scripts().forEach(json::field);
            json.end().end();
        }
        return json.end().end().finish();
    }

    @Override
    public Rest rest() {
        return Rest.UNKNOWN;
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(script, members);
    }

    @Override
    public boolean operand(String argument) {
        return words.add(argument);
    }
}
