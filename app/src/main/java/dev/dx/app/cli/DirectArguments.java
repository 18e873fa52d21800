package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.GlobalOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.install.AddCommand;
import dev.dx.app.cli.install.ApproveCommand;
import dev.dx.app.cli.install.CiCommand;
import dev.dx.app.cli.install.DedupeCommand;
import dev.dx.app.cli.install.ImportCommand;
import dev.dx.app.cli.install.InstallCommand;
import dev.dx.app.cli.install.LinkCommand;
import dev.dx.app.cli.install.MaterializeCommand;
import dev.dx.app.cli.install.PruneCommand;
import dev.dx.app.cli.install.RebuildCommand;
import dev.dx.app.cli.install.RemoveCommand;
import dev.dx.app.cli.install.UnlinkCommand;
import dev.dx.app.cli.install.UpdateCommand;
import dev.dx.app.cli.program.DoctorCommand;
import dev.dx.app.cli.program.GuiCommand;
import dev.dx.app.cli.program.VersionCommand;
import dev.dx.app.cli.project.ConfigCommand;
import dev.dx.app.cli.project.GraphCommand;
import dev.dx.app.cli.project.ListCommand;
import dev.dx.app.cli.project.LockCommand;
import dev.dx.app.cli.project.OutdatedCommand;
import dev.dx.app.cli.project.WhyCommand;
import dev.dx.app.cli.script.CreateCommand;
import dev.dx.app.cli.script.DlxCommand;
import dev.dx.app.cli.script.ExecCommand;
import dev.dx.app.cli.script.RestartCommand;
import dev.dx.app.cli.script.RunCommand;
import dev.dx.app.cli.script.StartScriptCommand;
import dev.dx.app.cli.script.StopCommand;
import dev.dx.app.cli.script.TestCommand;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain forms of the common commands. Reading annotations costs more time than many a command needs, so
 * whatever can be understood without them is understood here, and everything else, mistakes and help included, is left
 * to the reader that knows them.
 */
final class DirectArguments {
    private final GlobalOptions global = new GlobalOptions();
    private @Nullable Command command;

    private DirectArguments() {}

    /** The request; null if this is not one of the plain forms. */
    static @Nullable Request read(List<String> arguments) {
        return new DirectArguments().request(arguments);
    }

    private @Nullable Request request(List<String> arguments) {
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (command != null && isForCommand(command, argument)) {
                if (!argument.equals("--") && !command.operand(argument)) {
                    return null;
                }
                rest.forEachRemaining(command::operand);
                break;
            }
            boolean taken = argument.startsWith("-") ? option(argument, rest) : operand(argument);
            if (!taken) {
                return null;
            }
        }
        return command == null || lacksOperand(command) ? null : new Request(command, global);
    }

    /** Whether this argument, and all that follow, are handed on as they are. */
    private static boolean isForCommand(Command command, String argument) {
        return switch (command.rest()) {
            case NONE -> false;
            case UNKNOWN -> argument.equals("--");
            case AFTER_FIRST -> argument.equals("--") || !argument.startsWith("-");
        };
    }

    private boolean operand(String argument) {
        if (command != null) {
            return command.operand(argument);
        }
        command = switch (argument) {
            case "install", "i", "in", "ins", "inst" -> new InstallCommand();
            case "ci", "clean-install", "ic" -> new CiCommand();
            case "import" -> new ImportCommand();
            case "add" -> new AddCommand();
            case "remove", "rm", "un", "uninstall", "r" -> new RemoveCommand();
            case "link", "ln" -> new LinkCommand();
            case "unlink" -> new UnlinkCommand();
            case "update", "up", "u", "upgrade", "udpate" -> new UpdateCommand();
            case "dedupe", "ddp" -> new DedupeCommand();
            case "prune" -> new PruneCommand();
            case "materialize" -> new MaterializeCommand();
            case "run", "run-script" -> new RunCommand();
            case "test", "t", "tst" -> new TestCommand();
            case "start" -> new StartScriptCommand();
            case "stop" -> new StopCommand();
            case "restart" -> new RestartCommand();
            case "approve" -> new ApproveCommand();
            case "rebuild", "rb" -> new RebuildCommand();
            case "exec", "x" -> new ExecCommand();
            case "dlx" -> new DlxCommand();
            case "create" -> new CreateCommand();
            case "list", "ls" -> new ListCommand();
            case "outdated" -> new OutdatedCommand();
            case "why", "explain" -> new WhyCommand();
            case "graph" -> new GraphCommand();
            case "lock" -> new LockCommand();
            case "config", "c" -> new ConfigCommand();
            case "doctor" -> new DoctorCommand();
            case "resident" -> new ResidentCommand();
            case "gui" -> new GuiCommand();
            default -> null;
        };
        return command != null;
    }

    private boolean option(String argument, Iterator<String> rest) {
        if (command == null && (argument.equals("--version") || argument.equals("-v"))) {
            command = new VersionCommand();
            return true;
        }
        int equals = argument.indexOf('=');
        if (equals < 0 && flag(argument)) {
            return true;
        }
        Consumer<String> taker = valueOf(equals < 0 ? argument : argument.substring(0, equals));
        if (taker == null) {
            return false;
        }
        String value = equals >= 0 ? argument.substring(equals + 1) : rest.hasNext() ? rest.next() : "";
        if (value.isEmpty() || value.startsWith("-")) {
            return false;
        }
        taker.accept(value);
        return true;
    }

    private boolean flag(String name) {
        return global.flag(name)
                || (command != null && command.options().stream().anyMatch(group -> group.flag(name)));
    }

    private @Nullable Consumer<String> valueOf(String name) {
        Consumer<String> taker = global.valueOf(name);
        if (taker != null || command == null) {
            return taker;
        }
        for (OptionGroup group : command.options()) {
            taker = group.valueOf(name);
            if (taker != null) {
                return taker;
            }
        }
        return null;
    }

    private static boolean lacksOperand(Command command) {
        return (command instanceof AddCommand add && add.specs.isEmpty())
                || (command instanceof RemoveCommand remove && remove.names.isEmpty())
                || (command instanceof WhyCommand why && why.wanted.isEmpty());
    }
}
