package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Reporter;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.gui.text.TerminalText;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.script.Caller;
import dev.dx.engine.script.ScriptOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * A project's own scripts, which run side by side and each as long as it likes, and those that its dependencies have for
 * their installation. UI thread only.
 */
public final class ScriptsModel {
    private final Path folder;
    private final ProjectEngine engine;
    private final Background background;
    private final Operations operations;
    private final ObservableList<ProjectScript> own = FXCollections.observableArrayList();
    private final ObservableList<DependencyScripts> dependencies = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ProjectScript> shown = new ReadOnlyObjectWrapper<>();
    private Background.@Nullable Job reading;
    private @Nullable ProjectMember member;

    /** What is read at a time. */
    private record Read(Map<String, String> own, List<DependencyScripts> dependencies) {}

    ScriptsModel(Path folder, ProjectEngine engine, Background background, Operations operations) {
        this.folder = folder;
        this.engine = engine;
        this.background = background;
        this.operations = operations;
    }

    /** In the order of package.json. */
    public ObservableList<ProjectScript> own() {
        return own;
    }

    /** Those that run when they are installed, if the project lets them. */
    public ObservableList<DependencyScripts> dependencies() {
        return dependencies;
    }

    /** Why they cannot be read; null if they can. */
    public ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** The script whose output is shown; null before one was run. */
    public ReadOnlyObjectProperty<@Nullable ProjectScript> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public void show(ProjectScript script) {
        shown.set(script);
    }

    /** Starts a script, unless it runs. */
    public void run(ProjectScript script) {
        if (script.isRunning()) {
            shown.set(script);
            return;
        }
        MemberChoice choice = choice();
        script.started(operations.start(
                new Operation.Task<Integer>(
                                Messages.text("scripts.running", script.name()),
                                TerminalCommand.run(script.name(), member),
                                told -> run(choice, script.name(), told),
                                _ -> Messages.text("scripts.done", script.name()),
                                Operation.Promise.AS_FAR_AS_IT_CAME)
                        .asImportantAsTheWindow(),
                new OperationLog()));
        // Also where it is the same script again: its output is another's.
        shown.set(null);
        shown.set(script);
    }

    /** Ends a script with everything it has started. */
    public void stop(ProjectScript script) {
        Operation<Integer> last = script.runProperty().get();
        if (last != null) {
            last.cancel();
        }
    }

    /** From now on the scripts of this member; null for the project's own. What runs goes on. */
    void choose(@Nullable ProjectMember chosen) {
        if (!Objects.equals(member, chosen)) {
            member = chosen;
            own.clear();
            shown.set(null);
        }
    }

    private MemberChoice choice() {
        return member == null ? MemberChoice.NONE : MemberChoice.named(List.of(member.name()));
    }

    /** Reads them again; what runs goes on. */
    void read() {
        if (reading != null) {
            reading.cancel();
        }
        MemberChoice choice = choice();
        reading = background.run(
                () -> new Read(
                        engine.scripts(folder, choice).stream()
                                .findFirst()
                                .map(PackageScriptList::scripts)
                                .orElse(Map.of()),
                        engine.dependencyScripts(folder)),
                this::show,
                problem::set);
    }

    void close() {
        if (reading != null) {
            reading.cancel();
        }
    }

    private void show(Read read) {
        problem.set(null);
        Map<String, ProjectScript> known =
                own.stream().collect(Collectors.toMap(ProjectScript::name, Function.identity()));
        List<ProjectScript> fresh = read.own().entrySet().stream()
                .map(entry -> {
                    ProjectScript before = known.get(entry.getKey());
                    return before != null && (before.command().equals(entry.getValue()) || before.isRunning())
                            ? before
                            : new ProjectScript(entry.getKey(), entry.getValue());
                })
                .toList();
        if (!own.equals(fresh)) {
            own.setAll(fresh);
        }
        if (!dependencies.equals(read.dependencies())) {
            dependencies.setAll(read.dependencies());
        }
    }

    private int run(MemberChoice choice, String name, Reporter told) {
        ScriptRequest request = new ScriptRequest(
                folder, choice, name, List.of(), ScriptRequest.Absence.ERROR, new Caller(folder, "run", null));
        int exit = engine.run(request, script -> {
            told.line(LogLine.Kind.STEP, script.event() + ": " + TerminalText.plain(script.command()));
            return ScriptOutput.lines(line -> told.line(LogLine.Kind.DETAIL, TerminalText.plain(line)));
        });
        DxException.checkCancelled();
        if (exit != 0) {
            throw new DxException(
                    ErrorCode.DX_SCRIPT,
                    Messages.text("scripts.failed", name, exit),
                    Messages.text("scripts.failed.remedy"));
        }
        return exit;
    }
}
