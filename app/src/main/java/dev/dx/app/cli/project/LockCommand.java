package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.project.ProjectLocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "lock", description = "Keep the lock as lock.dxl or as text; let git merge it.")
public final class LockCommand implements Command, OptionGroup {
    @Option(names = "--binary", description = "Keep it as lock.dxl; package-lock.json goes.")
    boolean binary;

    @Option(names = "--text", description = "Keep it as package-lock.json; lock.dxl goes.")
    boolean text;

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description =
                    "print [FILE] as package-lock.json; git-setup makes git show and merge lock.dxl so; merge BASE"
                            + " OURS THEIRS is what git then calls.")
    List<String> arguments = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        String action = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if ((binary && text) || ((binary || text) != action.isEmpty())) {
            throw usage();
        }
        return switch (action) {
            case "" -> {
                Path project = invocation.project();
                Path kept = binary ? ProjectLocks.keepBinary(project) : ProjectLocks.keepText(project);
                done(invocation, "lock", kept.toString(), "The lock is " + kept.getFileName() + ".");
                yield ExitCode.DONE.number();
            }
            case "print" -> print(rest, invocation);
            case "git-setup" -> {
                GitSetup.Done done = new GitSetup(invocation).run();
                done(invocation, "attributes", done.attributes().toString(), done.inWords());
                yield ExitCode.DONE.number();
            }
            case "merge" -> merge(rest, invocation);
            default -> throw usage();
        };
    }

    private static DxException usage() {
        return new DxException(
                ErrorCode.DX_USAGE,
                "dx lock wants one of --binary, --text, print, git-setup and merge",
                "As in dx lock --binary; dx lock --help says more.");
    }

    private static void done(Invocation invocation, String key, String value, String words) {
        if (invocation.isJson()) {
            invocation.print(new JsonWriter().object().field(key, value).end().finish());
        } else if (!invocation.options().isQuiet()) {
            invocation.say(Printable.line(words));
        }
    }

    private static int print(List<String> files, Invocation invocation) {
        if (files.size() > 1) {
            throw usage();
        }
        Path file = files.isEmpty() ? ProjectLocks.file(invocation.project()) : invocation.path(files.getFirst());
        String json = ProjectLocks.text(file);
        invocation.print(json.stripTrailing());
        return ExitCode.DONE.number();
    }

    private static int merge(List<String> files, Invocation invocation) {
        if (files.size() != 3) {
            throw usage();
        }
        List<String> left = ProjectLocks.merge(
                invocation.path(files.get(0)), invocation.path(files.get(1)), invocation.path(files.get(2)));
        for (String place : left) {
            invocation.say("both sides changed " + Printable.line(place));
        }
        if (left.isEmpty()) {
            return ExitCode.DONE.number();
        }
        invocation.say("What is left out is chosen anew by dx install; git add the lock then.");
        return ExitCode.FAILED.number();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this);
    }

    @Override
    public boolean operand(String argument) {
        return arguments.add(argument);
    }

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--binary" -> binary = true;
            case "--text" -> text = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
