package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "add", description = "Add packages to the project, or change their ranges.")
public final class AddCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Mixin
    SaveOptions save = new SaveOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "SPEC",
            description = "A package: lodash, lodash@^4, @scope/name@next, other@npm:lodash@4, ./folder, ./archive.tgz,"
                    + " https://…/archive.tgz, user/repository#v1, git+ssh://…, name@workspace:^.")
    public List<String> specs = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        install.bundles = save.bundle;
        return new InstallRun(invocation, install, members).run(save.add(specs, invocation), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install, save, members);
    }

    @Override
    public boolean operand(String argument) {
        return specs.add(argument);
    }
}
