package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.ExecRequest;
import dev.dx.engine.install.project.MemberChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "dlx",
        description = {
            "Fetch a package and run its command, beside the project.",
            "Options for DX go before the package; all that follows is the command's."
        })
public final class DlxCommand implements Command, OptionGroup {
    @Option(
            names = {"-p", "--package"},
            paramLabel = "SPEC",
            description = "Fetch this package, and run the command named; may be repeated.")
    List<String> packages = new ArrayList<>();

    @Parameters(
            arity = "1..*",
            paramLabel = "SPEC [ARG...]",
            description = "The package, and arguments for its command.")
    List<String> words = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        if (words.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "dx dlx: SPEC is missing", "Name a package, as in dx dlx cowsay.");
        }
        boolean named = !packages.isEmpty();
        return new ExecRun(invocation)
                .run(new ExecRequest(
                        invocation.project(),
                        MemberChoice.NONE,
                        named ? packages : words.subList(0, 1),
                        named ? words.getFirst() : null,
                        words.subList(1, words.size()),
                        null,
                        ScriptTalk.caller(invocation, "exec")));
    }

    @Override
    public Rest rest() {
        return Rest.AFTER_FIRST;
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this);
    }

    @Override
    public boolean operand(String argument) {
        return words.add(argument);
    }

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("-p") || name.equals("--package") ? packages::add : null;
    }
}
