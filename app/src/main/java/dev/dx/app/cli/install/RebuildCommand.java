package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "rebuild",
        aliases = "rb",
        description = "Make node_modules anew, and run approved scripts again.")
public final class RebuildCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "A package whose scripts are approved.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        return new InstallRun(invocation, install, new MemberOptions())
                .run(new Change.Rebuild(names), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }
}
