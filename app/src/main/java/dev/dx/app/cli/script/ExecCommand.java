package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.ExecRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "exec",
        aliases = "x",
        description = {
            "Run a command that a package of the project has.",
            "Options for DX go before the command; all that follows is the command's."
        })
public final class ExecCommand implements Command, OptionGroup {
    @Mixin
    MemberOptions members = new MemberOptions();

    @Option(
            names = {"-p", "--package"},
            paramLabel = "SPEC",
            description = "Fetch this package for it, as dx dlx does; may be repeated.")
    List<String> packages = new ArrayList<>();

    @Option(
            names = {"-c", "--call"},
            paramLabel = "LINE",
            description = "Run this line of shell instead.")
    @Nullable
    String line;

    @Parameters(arity = "0..*", paramLabel = "COMMAND [ARG...]", description = "The command, and arguments for it.")
    List<String> words = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public boolean runsPrograms() {
        return packages.isEmpty();
    }

    @Override
    public int run(Invocation invocation) {
        if (line == null ? words.isEmpty() && packages.isEmpty() : !words.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    line == null ? "no command to run" : "--call and a command: they are two things to run",
                    "Write dx exec COMMAND, or dx exec --call 'LINE'.");
        }
        return new ExecRun(invocation)
                .run(new ExecRequest(
                        invocation.project(),
                        members.choice(invocation),
                        packages,
                        words.isEmpty() ? null : words.getFirst(),
                        words.isEmpty() ? List.of() : words.subList(1, words.size()),
                        line,
                        ScriptTalk.caller(invocation, "exec")));
    }

    @Override
    public Rest rest() {
        return Rest.AFTER_FIRST;
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, members);
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
        return switch (name) {
            case "-p", "--package" -> packages::add;
            case "-c", "--call" -> value -> line = value;
            default -> null;
        };
    }
}
