package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.script.ScriptTalk;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.PublishRequest;
import dev.dx.engine.npm.publish.PackedPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "pack", description = "Make the archive that publishing the package would send.")
public final class PackCommand implements Command, OptionGroup {
    @Mixin
    PublishOptions publish = new PublishOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Option(names = "--pack-destination", paramLabel = "DIR", description = "Where to put it; here if it is not said.")
    String destination = ".";

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "The package; the project if it is not said.")
    @Nullable
    String folder;

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        PackReport report = new PackReport(invocation);
        List<PackedPackage> all = new ArrayList<>();
        try (Engine engine = invocation.openEngine(publish.settings())) {
            for (Path its : PublishOptions.folders(invocation, engine, members, folder)) {
                PublishRequest request = new PublishRequest(
                        its, null, null, null, publish.trial(), ScriptTalk.caller(invocation, "pack"));
                PackedPackage packed =
                        engine.pack(request, invocation.path(destination), PublishOptions.scripts(invocation));
                report.tell(packed);
                all.add(packed);
                if (!invocation.isJson()) {
                    invocation.print(packed.fileName());
                }
            }
        }
        if (invocation.isJson()) {
            invocation.print(report.json(all));
        }
        return ExitCode.DONE.number();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, publish, members);
    }

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--pack-destination") ? value -> destination = value : null;
    }

    @Override
    public boolean operand(String argument) {
        boolean first = folder == null;
        folder = first ? argument : folder;
        return first;
    }
}
