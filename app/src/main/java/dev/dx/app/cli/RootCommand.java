package dev.dx.app.cli;

import dev.dx.app.cli.call.GlobalOptions;
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
import dev.dx.app.cli.program.BenchCommand;
import dev.dx.app.cli.program.DoctorCommand;
import dev.dx.app.cli.program.GuiCommand;
import dev.dx.app.cli.project.ConfigCommand;
import dev.dx.app.cli.project.GraphCommand;
import dev.dx.app.cli.project.ListCommand;
import dev.dx.app.cli.project.LockCommand;
import dev.dx.app.cli.project.OutdatedCommand;
import dev.dx.app.cli.project.WhyCommand;
import dev.dx.app.cli.registry.AdduserCommand;
import dev.dx.app.cli.registry.LoginCommand;
import dev.dx.app.cli.registry.LogoutCommand;
import dev.dx.app.cli.registry.PackCommand;
import dev.dx.app.cli.registry.PublishCommand;
import dev.dx.app.cli.registry.RegistryCommand;
import dev.dx.app.cli.registry.SearchCommand;
import dev.dx.app.cli.registry.ViewCommand;
import dev.dx.app.cli.registry.WhoamiCommand;
import dev.dx.app.cli.script.CreateCommand;
import dev.dx.app.cli.script.DlxCommand;
import dev.dx.app.cli.script.ExecCommand;
import dev.dx.app.cli.script.InitCommand;
import dev.dx.app.cli.script.RestartCommand;
import dev.dx.app.cli.script.RunCommand;
import dev.dx.app.cli.script.StartScriptCommand;
import dev.dx.app.cli.script.StopCommand;
import dev.dx.app.cli.script.TestCommand;
import dev.dx.app.cli.store.CleanCommand;
import dev.dx.app.cli.store.ConvertCommand;
import dev.dx.app.cli.store.InspectCommand;
import dev.dx.app.cli.store.StatsCommand;
import dev.dx.app.cli.store.StoreCommand;
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
            LinkCommand.class,
            UnlinkCommand.class,
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
