package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.progress.LiveLine;
import dev.dx.app.cli.progress.NoProgress;
import dev.dx.app.cli.progress.PlainLines;
import dev.dx.app.cli.progress.ProgressDisplay;
import dev.dx.app.cli.script.ScriptTalk;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import dev.dx.engine.install.script.ScriptHost;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the commands that change node_modules have in common: one request to the engine, shown while it runs and summed up. */
final class InstallRun {
    private final Invocation invocation;
    private final InstallOptions options;
    private final MemberOptions members;
    /** How much of a script's output is kept, in case it fails. */
    private static final int MOST_LINES = 1000;

    /** What scripts under way have written, by their package. Events come one at a time. */
    private final Map<String, List<String>> written = new HashMap<>();

    private final Set<String> warnings = new LinkedHashSet<>();
    private final StageTimes times = new StageTimes();

    InstallRun(Invocation invocation, InstallOptions options, MemberOptions members) {
        this.invocation = invocation;
        this.options = options;
        this.members = members;
    }

    int run(Change change, LockPolicy lock) {
        Path project = invocation.project();
        InstallRequest request = new InstallRequest(
                project,
                change,
                members.choice(invocation),
                options.omitted(),
                lock,
                options.network(),
                options.publishedBefore());
        checkNamed(change);
        InstallReport report;
        try (Engine engine = invocation.openEngine(options.settings())) {
            report = install(engine, request);
        } finally {
            // Also after a failure: what was warned of may be why.
            warn(warnings);
            sayTimes();
        }
        Set<String> late = new LinkedHashSet<>(report.warnings());
        late.removeAll(warnings);
        warn(late);
        if (invocation.isJson()) {
            invocation.print(InstallSummary.json(report));
        } else if (!invocation.options().isQuiet()) {
            InstallSummary.lines(report, change, invocation.outStyle()).forEach(invocation::print);
        }
        return 0;
    }

    private InstallReport install(Engine engine, InstallRequest request) {
        try (ProgressDisplay display = display()) {
            ScriptTalk talk = new ScriptTalk(invocation);
            ScriptHost host = new ScriptHost(ScriptTalk.caller(invocation, command(request.change())), script -> {
                // What the script draws must not meet what the display draws.
                display.end();
                return talk.starting(script);
            });
            LongWork work = new LongWork();
            if (work.isForeseen(request.project(), invocation.environment().dxHome())) {
                work.startOver();
            }
            return engine.install(request, host, event -> {
                if (work.begins(event)) {
                    display.end();
                    work.startOver();
                }
                switch (event) {
                    case InstallEvent.Warning warning -> warnings.add(warning.text());
                    case InstallEvent.Note note -> {
                        if (invocation.options().isVerbose()) {
                            display.log(Printable.line(note.text()));
                        }
                    }
                    case InstallEvent.ScriptStarted started -> {
                        written.put(started.owner(), new ArrayList<>());
                        display.accept(event);
                    }
                    case InstallEvent.ScriptLine(String owner, String line) -> {
                        if (invocation.options().isVerbose()) {
                            display.log(Printable.line(owner + ": " + line));
                        } else {
                            List<String> lines = written.computeIfAbsent(owner, none -> new ArrayList<>());
                            if (lines.size() == MOST_LINES) {
                                lines.removeFirst();
                            }
                            lines.add(line);
                        }
                    }
                    case InstallEvent.ScriptEnded(String owner, String _, int exit) -> {
                        List<String> lines = written.remove(owner);
                        if (exit != 0 && lines != null) {
                            lines.forEach(line -> display.log(Printable.line(owner + ": " + line)));
                        }
                    }
                    case InstallEvent.StageStarted(InstallEvent.Stage stage) -> {
                        times.begins(stage, Instant.now());
                        display.accept(event);
                    }
                    case InstallEvent.Answered _,
                            InstallEvent.Resolved _,
                            InstallEvent.Planned _,
                            InstallEvent.FetchStarted _,
                            InstallEvent.Received _,
                            InstallEvent.Fetched _,
                            InstallEvent.Linked _ -> display.accept(event);
                }
            });
        }
    }

    private void sayTimes() {
        String line = invocation.options().isVerbose() ? times.line(Instant.now()) : null;
        if (line != null) {
            invocation.say(line);
        }
    }

    /** In npm's words. */
    private static String command(Change change) {
        return switch (change) {
            case Change.Sync _, Change.Add _, Change.Import _ -> "install";
            case Change.Remove _ -> "uninstall";
            case Change.Update _ -> "update";
            case Change.Dedupe _ -> "dedupe";
            case Change.Prune _ -> "prune";
            case Change.Approve _, Change.Rebuild _ -> "rebuild";
            case Change.Link _ -> "link";
        };
    }

    private ProgressDisplay display() {
        Terminal terminal = invocation.terminal();
        if (invocation.options().isQuiet() || invocation.options().noProgress) {
            return new NoProgress(terminal.err());
        }
        if (terminal.errIsTerminal()
                && !terminal.isDumb()
                && !terminal.environment().isCi()) {
            return LiveLine.start(terminal.err(), terminal.width(), invocation.errStyle());
        }
        return new PlainLines(terminal.err());
    }

    private void warn(Collection<String> texts) {
        if (!invocation.options().isQuiet()) {
            for (String text : texts) {
                invocation.say(invocation.errStyle().yellow("warning") + " " + Printable.line(text));
            }
        }
    }

    private static void checkNamed(Change change) {
        List<String> named = switch (change) {
            case Change.Sync _, Change.Import _, Change.Dedupe _, Change.Prune _, Change.Link _ -> List.of();
            case Change.Update update -> update.names();
            case Change.Add add -> add.specs();
            case Change.Remove remove -> remove.names();
            case Change.Approve approve -> approve.names();
            case Change.Rebuild rebuild -> rebuild.names();
        };
        if (named.stream().anyMatch(String::isBlank)) {
            throw new DxException(ErrorCode.DX_USAGE, "an empty package name", "Name a package, as in lodash.");
        }
    }
}
