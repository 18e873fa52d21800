package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.ExecRequest;
import dev.dx.engine.install.project.MemberChoice;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "create",
        description = {
            "Start a project with the package create-NAME.",
            "Options for DX go before the name; all that follows is the command's."
        })
public final class CreateCommand implements Command {
    @Parameters(
            arity = "1..*",
            paramLabel = "NAME [ARG...]",
            description = "As in vite, vite@latest, @scope or @scope/app.")
    List<String> words = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        if (words.isEmpty()) {
            throw new DxException(ErrorCode.DX_USAGE, "dx create: NAME is missing", "Name one, as in dx create vite.");
        }
        return new ExecRun(invocation)
                .run(new ExecRequest(
                        invocation.project(),
                        MemberChoice.NONE,
                        List.of(packageFor(words.getFirst())),
                        null,
                        words.subList(1, words.size()),
                        null,
                        ScriptTalk.caller(invocation, "init")));
    }

    /** The package behind a name, as npm finds it. */
    public static String packageFor(String name) {
        int at = name.indexOf('@', 1);
        String plain = at < 0 ? name : name.substring(0, at);
        String version = at < 0 ? "" : name.substring(at);
        boolean scoped = plain.startsWith("@");
        int slash = plain.indexOf('/');
        boolean elsewhere = plain.startsWith(".") || plain.startsWith("/") || plain.contains(":");
        if (elsewhere || plain.indexOf('/', slash + 1) > 0) {
            throw new DxException(
                    ErrorCode.DX_USAGE, name + ": not the name of a package", "dx dlx runs packages from elsewhere.");
        }
        if (scoped && slash < 0) {
            return plain + "/create" + version;
        }
        // user/repository is meant just as @scope/name is.
        return slash < 0
                ? "create-" + plain + version
                : plain.substring(0, slash + 1) + "create-" + plain.substring(slash + 1) + version;
    }

    @Override
    public Rest rest() {
        return Rest.AFTER_FIRST;
    }

    @Override
    public boolean operand(String argument) {
        return words.add(argument);
    }
}
