package dev.dx.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code dx} itself, as picocli sees it: what all commands share, and which there are. */
@CommandLine.Command(
        name = "dx",
        description = "Installs what a project depends on. Without a command it opens the window.",
        customSynopsis = "dx COMMAND [ARGUMENT...]",
        subcommands = {
            InstallCommand.class,
            AddCommand.class,
            RemoveCommand.class,
            UpdateCommand.class,
            DedupeCommand.class,
            PruneCommand.class,
            MaterializeCommand.class,
            CiCommand.class,
            ImportCommand.class,
            ApproveCommand.class,
            RebuildCommand.class,
            InitCommand.class,
            RunCommand.class,
            TestCommand.class,
            StartScriptCommand.class,
            StopCommand.class,
            RestartCommand.class,
            ExecCommand.class,
            DlxCommand.class,
            CreateCommand.class,
            ListCommand.class,
            OutdatedCommand.class,
            WhyCommand.class,
            GraphCommand.class,
            LockCommand.class,
            ViewCommand.class,
            SearchCommand.class,
            PackCommand.class,
            PublishCommand.class,
            LoginCommand.class,
            AdduserCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ConfigCommand.class,
            StoreCommand.class,
            CleanCommand.class,
            ConvertCommand.class,
            RegistryCommand.class,
            ResidentCommand.class,
            InspectCommand.class,
            StatsCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            GuiCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 conflict, 4 network, 5 refused for",
            "safety, 6 lock out of date, 7 not found, 130 cancelled."
        })
final class RootCommand {
    @Mixin
    GlobalOptions global = new GlobalOptions();

    @CommandLine.Option(
            names = {"-v", "--version"},
            description = "Show the version.")
    boolean version;
}
