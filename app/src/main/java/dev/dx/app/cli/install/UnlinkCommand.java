package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "unlink",
        description = {
            "Take back dx link.",
            "In the package's folder, without a name: it is no longer known.",
            "In a project, with names: remove packages, links and others, from node_modules and package.json, as npm"
                    + " unlink does. With --no-save package.json stays as it is, and the next dx install brings what it"
                    + " asks for."
        })
public final class UnlinkCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    /** npm's ways to say what happens anyway: the package leaves whichever list it is in. */
    @Option(
            names = {"-S", "--save", "-D", "--save-dev", "-O", "--save-optional"},
            hidden = true)
    boolean save;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "A package that is linked or installed.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        if (!names.isEmpty()) {
            return new InstallRun(invocation, install, members).run(new Change.Remove(names), LockPolicy.UPDATE);
        }
        try (Engine engine = invocation.openEngine(install.settings())) {
            GlobalSummary.print(
                    engine.unlink(invocation.project(), members.choice(invocation)),
                    GlobalSummary.Way.UNLINKED,
                    invocation);
        }
        return 0;
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
