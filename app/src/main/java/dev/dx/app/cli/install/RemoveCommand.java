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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "remove",
        aliases = {"rm", "un", "uninstall", "r"},
        description = {"Remove packages from the project.", "What is no dependency is passed over, with a warning."})
public final class RemoveCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    /** npm's ways to say what happens anyway: the package leaves whichever list it is in. */
    @Option(
            names = {"-S", "--save", "-D", "--save-dev", "-O", "--save-optional"},
            hidden = true)
    boolean save;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A package of package.json.")
    public List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        return new InstallRun(invocation, install, members).run(new Change.Remove(names), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install, members);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }
}
