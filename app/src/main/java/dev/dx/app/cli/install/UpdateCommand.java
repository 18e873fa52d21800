package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "update",
        aliases = {"up", "u", "upgrade", "udpate"},
        description = {
            "Choose the newest versions that package.json allows.",
            "package.json itself stays as it is, unless --save or --latest is given."
        })
public final class UpdateCommand implements Command, OptionGroup {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Option(
            names = {"-L", "--latest"},
            description = "Ask for the latest version of each in package.json; ^, ~ and exact versions stay such.")
    boolean latest;

    @Option(
            names = {"-S", "--save"},
            description = "Raise the ranges of package.json to the versions chosen.")
    boolean save;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Update these alone, wherever they stand; all without a name.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        install.saves |= save;
        Change.Reach reach = latest ? Change.Reach.LATEST : Change.Reach.RANGES;
        return new InstallRun(invocation, install, members).run(new Change.Update(names, reach), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, install, members);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "-L", "--latest" -> latest = true;
            case "-S", "--save" -> save = true;
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
