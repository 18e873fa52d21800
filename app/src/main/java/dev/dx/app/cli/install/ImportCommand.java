package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "import", description = "Take over the versions of another tool's lock file.")
public final class ImportCommand implements Command, OptionGroup {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Which lock file counts, if there are several.")
    @Nullable
    String file;

    @Override
    public int run(Invocation invocation) {
        if (file != null && file.isBlank()) {
            throw new DxException(ErrorCode.DX_USAGE, "an empty file name", "Name a lock file, as in yarn.lock.");
        }
        return new InstallRun(invocation, install, new MemberOptions()).run(new Change.Import(file), LockPolicy.UPDATE);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, install);
    }

    @Override
    public boolean operand(String argument) {
        boolean first = file == null;
        if (first) {
            file = argument;
        }
        return first;
    }

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
