package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.script.ScriptTalk;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.PublishRequest;
import dev.dx.engine.install.PublishedPackage;
import dev.dx.engine.npm.publish.PackedPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "publish",
        description = {
            "Publish the package to a registry: its scope's, or the usual one.",
            "With -w, -r or --filter, members of the workspace; those that are private are passed over."
        })
public final class PublishCommand implements Command, OptionGroup {
    @Mixin
    PublishOptions publish = new PublishOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "The tag that the version gets; latest if it is not said.")
    @Nullable
    String tag;

    @Option(names = "--access", paramLabel = "WHO", description = "public, or restricted for packages with a scope.")
    @Nullable
    String access;

    @Option(names = "--otp", paramLabel = "CODE", description = "The one-time password, where the registry wants one.")
    @Nullable
    String otp;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask first whether the version or a newer one is published already.")
    boolean force;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER|ARCHIVE",
            description = "The package, or its archive; the project if it is not said.")
    @Nullable
    String what;

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        Map<String, String> settings = new HashMap<>(publish.settings());
        if (access != null) {
            settings.put("access", access);
        }
        if (force) {
            settings.put("force", "true");
        }
        PackReport report = new PackReport(invocation);
        List<PackedPackage> all = new ArrayList<>();
        try (Engine engine = invocation.openEngine(settings)) {
            Path named = what == null ? null : invocation.path(what);
            boolean isArchive = named != null && Files.isRegularFile(named);
            List<Path> folders = isArchive
                    ? List.of(invocation.project())
                    : PublishOptions.folders(invocation, engine, members, what);
            for (Path folder : folders) {
                if (folders.size() > 1 && engine.isPrivate(folder)) {
                    if (!invocation.options().isQuiet()) {
                        invocation.say(Printable.line(folder.getFileName() + ": is private, and passed over"));
                    }
                    continue;
                }
                PublishRequest request = new PublishRequest(
                        folder,
                        isArchive ? named : null,
                        tag,
                        otp,
                        publish.trial(),
                        ScriptTalk.caller(invocation, "publish"));
                PackedPackage packed = engine.publish(
                        request, ready -> tell(invocation, report, ready), PublishOptions.scripts(invocation));
                all.add(packed);
                if (!invocation.isJson()) {
                    invocation.print("+ " + Printable.line(packed.manifest().toString()));
                }
            }
        }
        if (invocation.isJson()) {
            invocation.print(report.json(all));
        }
        return ExitCode.DONE.number();
    }

    private void tell(Invocation invocation, PackReport report, PublishedPackage ready) {
        report.tell(ready.packed());
        if (!invocation.options().isQuiet() && !invocation.isJson()) {
            invocation.say(Printable.line((publish.dryRun ? "would go to " : "goes to ") + ready.registry()
                    + " with the tag " + ready.tag() + (ready.access() == null ? "" : ", " + ready.access())));
        }
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, publish, members);
    }

    @Override
    public boolean flag(String name) {
        if (name.equals("--force") || name.equals("-f")) {
            force = true;
            return true;
        }
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return switch (name) {
            case "--tag" -> value -> tag = value;
            case "--access" -> value -> access = value;
            case "--otp" -> value -> otp = value;
            default -> null;
        };
    }

    @Override
    public boolean operand(String argument) {
        boolean first = what == null;
        what = first ? argument : what;
        return first;
    }
}
