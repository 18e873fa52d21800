package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.script.ScriptTalk;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.PublishRequest.Trial;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.script.ScriptOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What packing and publishing a package have in common. */
final class PublishOptions implements OptionGroup {
    @Option(names = "--dry-run", description = "Do everything but write or send the archive.")
    boolean dryRun;

    @Option(names = "--ignore-scripts", description = "Do not run the package's scripts.")
    boolean ignoreScripts;

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--dry-run" -> dryRun = true;
            case "--ignore-scripts" -> ignoreScripts = true;
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

    Trial trial() {
        return dryRun ? Trial.DRY_RUN : Trial.REAL;
    }

    Map<String, String> settings() {
        return ignoreScripts ? Map.of("ignore-scripts", "true") : Map.of();
    }

    /** The folders of the packages that are meant: the one that is named, or the project's, or its members'. */
    static List<Path> folders(Invocation invocation, Engine engine, MemberOptions members, @Nullable String named) {
        if (named != null) {
            return List.of(invocation.path(named));
        }
        Path project = invocation.project();
        return engine.scripts(project, members.choice(invocation)).stream()
                .map(PackageScriptList::folder)
                .map(project::resolve)
                .toList();
    }

    /** Scripts write to standard error: the result is what standard output is for. */
    static ScriptListener scripts(Invocation invocation) {
        ScriptTalk talk = new ScriptTalk(invocation);
        return script -> {
            talk.announce(script);
            return new ScriptOutput.Streams(
                    invocation.terminal().err(), invocation.terminal().err());
        };
    }
}
