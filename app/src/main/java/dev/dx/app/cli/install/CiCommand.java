package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "ci",
        aliases = {"clean-install", "ic"},
        description = "Install what the lock holds; fail if package.json differs.")
public final class CiCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Override
    public int run(Invocation invocation) {
        return new InstallRun(invocation, install, members).run(new Change.Sync(), LockPolicy.FROZEN);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install, members);
    }
}
