package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
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
        name = "install",
        aliases = {"i", "in", "ins", "inst"},
        description = "Install what package.json asks for, or add the packages named.")
public final class InstallCommand implements Command, OptionGroup {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Mixin
    SaveOptions save = new SaveOptions();

    @Option(names = "--frozen-lockfile", description = "Fail instead of changing the lock.")
    boolean frozen;

    @Parameters(arity = "0..*", paramLabel = "SPEC", description = "Packages to add, as dx add does.")
    List<String> specs = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        // npm lets "." stand for the project that is installed anyway.
        specs.removeIf(spec -> spec.equals("."));
        if (specs.isEmpty()) {
            LockPolicy lock = frozen ? LockPolicy.FROZEN : LockPolicy.UPDATE;
            return new InstallRun(invocation, install, members).run(new Change.Sync(), lock);
        }
        if (frozen) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "--frozen-lockfile with packages to add: adding changes the lock",
                    "Leave out the one or the other.");
        }
        install.bundles = save.bundle;
        return new InstallRun(invocation, install, members).run(save.add(specs, invocation), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, install, save, members);
    }

    @Override
    public boolean operand(String argument) {
        return specs.add(argument);
    }

    @Override
    public boolean flag(String name) {
        boolean known = name.equals("--frozen-lockfile");
        frozen |= known;
        return known;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
