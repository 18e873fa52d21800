package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.program.VersionCommand;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads every command line there is, by the annotations of the commands, and explains what it cannot read. */
final class PicocliArguments {
    /** Wider text is hard to read, narrower columns are not supported. */
    private static final int WIDEST = 100;

    private static final int NARROWEST = 60;

    private PicocliArguments() {}

    static Request read(List<String> arguments) {
        NpmSettings settings = new NpmSettings();
        List<String> left = arguments;
        while (true) {
            CommandLine commandLine = commandLine();
            try {
                ParseResult parsed = commandLine.parseArgs(left.toArray(String[]::new));
                List<String> without =
                        takesSettings(parsed.asCommandLineList().getLast()) ? settings.withoutDenied(left) : left;
                if (without.size() < left.size()) {
                    left = without;
                    continue;
                }
                return request(commandLine, parsed, settings.taken());
            } catch (ParameterException misunderstood) {
                String option = unknownOption(misunderstood);
                List<String> without = option == null ? null : settings.without(left, option);
                if (without == null) {
                    throw explained(misunderstood);
                }
                left = without;
            }
        }
    }

    /** What was taken for an option of a command, and is none. */
    private static @Nullable String unknownOption(ParameterException misunderstood) {
        if (misunderstood instanceof UnmatchedArgumentException unmatched
                && takesSettings(misunderstood.getCommandLine())) {
            return unmatched.getUnmatched().stream()
                    .filter(argument -> argument.startsWith("--"))
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }

    private static boolean takesSettings(CommandLine commandLine) {
        return commandLine.getCommand() instanceof Command command
                && command.options().stream().anyMatch(OptionGroup::takesSettings);
    }

    private static Request request(CommandLine commandLine, ParseResult parsed, Map<String, String> settings) {
        RootCommand root = commandLine.getCommand();
        CommandLine last = parsed.asCommandLineList().getLast();
        if (root.global.help) {
            return new Request(HelpCommand.about(last.equals(commandLine) ? null : last.getCommandName()), root.global);
        }
        if (root.version) {
            return new Request(new VersionCommand(), root.global);
        }
        root.global.settings = Map.copyOf(settings);
        Command command = last.equals(commandLine) ? new StartCommand() : last.getCommand();
        return new Request(command, root.global);
    }

    /** How a command is used, or all of them. */
    static String help(@Nullable String topic, int width, Style style) {
        CommandLine commandLine = commandLine();
        CommandLine about =
                topic == null ? commandLine : commandLine.getSubcommands().get(topic);
        if (about == null) {
            throw unknownCommand(topic == null ? "" : topic, commandLine);
        }
        about.setUsageHelpWidth(Math.clamp(width, NARROWEST, WIDEST));
        return about.getUsageMessage(style.colour() ? Help.Ansi.ON : Help.Ansi.OFF)
                .stripTrailing();
    }

    static String completionScript() {
        return AutoComplete.bash("dx", commandLine()).stripTrailing();
    }

    private static CommandLine commandLine() {
        CommandLine root = new CommandLine(new RootCommand())
                // Scoped packages begin with the sign that would name a file of arguments.
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setAllowOptionsAsOptionParameters(false)
                .setAllowSubcommandsAsOptionParameters(true)
                .setAbbreviatedOptionsAllowed(false)
                .setHelpFactory(OwnOptionsHelp::new)
                .setUsageHelpLongOptionsMaxWidth(28);
        layOut(root.getCommandSpec());
        for (CommandLine command : root.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            layOut(spec);
            switch (((Command) command.getCommand()).rest()) {
                case NONE -> {}
                case UNKNOWN -> command.setUnmatchedOptionsArePositionalParams(true);
                case AFTER_FIRST -> command.setStopAtPositional(true);
            }
            spec.usageMessage().abbreviateSynopsis(true).footer("", "dx --help lists what every command understands.");
        }
        return root;
    }

    private static void layOut(CommandSpec spec) {
        spec.usageMessage()
                .sortOptions(false)
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
    }

    private static DxException explained(ParameterException misunderstood) {
        CommandLine commandLine = misunderstood.getCommandLine();
        String name = commandLine.getCommandSpec().qualifiedName();
        String seeHelp = name + " --help says how it is used.";
        if (misunderstood instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String argument = unmatched.getUnmatched().getFirst();
            if (argument.startsWith("-")) {
                String option = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
                return usage(name + ": unknown option " + option, didYouMean(option, options(commandLine), seeHelp));
            }
            return commandLine.getSubcommands().isEmpty()
                    ? usage(name + ": unexpected argument " + argument, seeHelp)
                    : unknownCommand(argument, commandLine);
        }
        if (misunderstood instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec argument = missing.getMissing().getFirst();
            String wants = argument instanceof OptionSpec option ? name + " " + option.longestName() : name;
            return usage(wants + ": " + argument.paramLabel() + " is missing", seeHelp);
        }
        return usage(name + ": " + misunderstood.getMessage(), seeHelp);
    }

    private static DxException unknownCommand(String command, CommandLine root) {
        return usage(
                "unknown command " + command,
                didYouMean(
                        command,
                        root.getSubcommands().values().stream()
                                .map(CommandLine::getCommandName)
                                .distinct()
                                .toList(),
                        "dx --help lists the commands."));
    }

    private static List<String> options(CommandLine commandLine) {
        CommandSpec spec = commandLine.getCommandSpec();
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    private static String didYouMean(String written, Collection<String> known, String otherwise) {
        int allowed = Math.max(1, written.length() / 3);
        return known.stream()
                .filter(name -> name.length() > 2 && distance(written, name) <= allowed)
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .map(name -> "Did you mean " + name + "? " + otherwise)
                .orElse(otherwise);
    }

    /** How many letters were left out, put in, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + replaced);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private static DxException usage(String what, String remedy) {
        return new DxException(ErrorCode.DX_USAGE, what, remedy);
    }

    /** Lists a command's own options; those of all commands stand in the help of {@code dx} alone. */
    private static final class OwnOptionsHelp extends Help {
        private static final int LONGEST_NAME = 10;

        OwnOptionsHelp(CommandSpec spec, ColorScheme colours) {
            super(spec, colours);
        }

        @Override
        public String optionListHeading(Object... parameters) {
            boolean none = commandSpec().options().stream().allMatch(option -> option.inherited() || option.hidden());
            return none ? "" : super.optionListHeading(parameters);
        }

        @Override
        public String optionListExcludingGroups(
                List<OptionSpec> options, Layout layout, Comparator<OptionSpec> order, IParamLabelRenderer labels) {
            return super.optionListExcludingGroups(
                    options.stream().filter(option -> !option.inherited()).toList(), layout, order, labels);
        }

        /** One line a command, with the first of its other names. */
        @Override
        public String commandList() {
            StringBuilder list = new StringBuilder();
            for (Help help : subcommands().values()) {
                CommandSpec spec = help.commandSpec();
                String names = Stream.concat(Stream.of(spec.name()), Stream.of(spec.aliases()))
                        .filter(name -> name.equals(spec.name()) || name.length() <= LONGEST_NAME)
                        .limit(2)
                        .collect(Collectors.joining(", "));
                names = names.length() < LONGEST_NAME + 4 ? names : spec.name();
                list.append("  ")
                        .append(names)
                        .repeat(' ', LONGEST_NAME + 4 - names.length())
                        .append(spec.usageMessage().description()[0])
                        .append(System.lineSeparator());
            }
            return list.toString();
        }
    }
}
