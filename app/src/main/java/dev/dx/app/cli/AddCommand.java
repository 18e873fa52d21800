package dev.dx.app.cli;

import dev.dx.engine.install.InstallRequest.LockPolicy;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "add", description = "Add packages to the project, or change their ranges.")
final class AddCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    SaveOptions save = new SaveOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "SPEC",
            description = "A package, as in lodash, lodash@^4 or @scope/name@next.")
    List<String> specs = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        return new InstallRun(invocation, install).run(save.add(specs), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install, save);
    }

    @Override
    public boolean operand(String argument) {
        return specs.add(argument);
    }
}
