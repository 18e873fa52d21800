package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.ProblemBox;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.ScriptVerdict;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A project's scripts, to be run, and its dependencies', to be allowed or not, with what each would run. */
final class ScriptsPane extends VBox {
    private final ProjectModel project;
    private final ScriptsModel model;
    private final VBox own = new VBox();
    private final VBox dependencies = new VBox();
    private final StackPane output = new StackPane();

    ScriptsPane(ProjectModel project) {
        this.project = project;
        this.model = project.scripts();
        getStyleClass().add("scripts");
        own.getStyleClass().add("script-list");
        dependencies.getStyleClass().add("script-list");
        ProblemBox problem = new ProblemBox();
        model.problemProperty().subscribe(problem::show);
        VBox content = new VBox(
                problem,
                title(Messages.text("scripts.own")),
                own,
                title(Messages.text("scripts.dependencies")),
                dependencies);
        content.getStyleClass().add("scripts-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("scripts-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(scroll, output);
        model.own().addListener((ListChangeListener<ProjectScript>) _ -> fillOwn());
        model.dependencies().addListener((ListChangeListener<DependencyScripts>) _ -> fillDependencies());
        fillOwn();
        fillDependencies();
        model.shownProperty().subscribe(this::showOutput);
    }

    private void fillOwn() {
        own.getChildren().setAll(model.own().stream().map(this::row).toList());
        if (model.own().isEmpty()) {
            own.getChildren().setAll(hint(Messages.text("scripts.own.none")));
        }
    }

    private void fillDependencies() {
        dependencies
                .getChildren()
                .setAll(model.dependencies().stream().map(this::row).toList());
        if (model.dependencies().isEmpty()) {
            dependencies.getChildren().setAll(hint(Messages.text("scripts.dependencies.none")));
        }
    }

    private Node row(ProjectScript script) {
        Button act = new Button();
        act.getStyleClass().add("script-act");
        Label state = new Label();
        state.getStyleClass().add("script-state");
        state.setMinWidth(USE_PREF_SIZE);
        Button log = new Button(null, new FontIcon(Feather.LIST));
        log.getStyleClass().add("quiet");
        log.setTooltip(new Tooltip(Messages.text("scripts.output")));
        log.setAccessibleText(Messages.text("scripts.outputOf", script.name()));
        log.setOnAction(_ -> model.show(script));
        act.setOnAction(_ -> {
            if (script.isRunning()) {
                model.stop(script);
            } else {
                model.run(script);
            }
        });
        script.runProperty().subscribe(operation -> {
            log.setVisible(operation != null);
            if (operation == null) {
                look(script, act, state);
            } else {
                operation.outcomeProperty().subscribe(_ -> look(script, act, state));
            }
        });
        HBox row = new HBox(act, texts(script.name(), script.command()), state, log);
        row.getStyleClass().add("script-row");
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static void look(ProjectScript script, Button act, Label state) {
        boolean running = script.isRunning();
        act.setGraphic(new FontIcon(running ? Feather.SQUARE : Feather.PLAY));
        act.setText(running ? Messages.text("scripts.stop") : Messages.text("scripts.run"));
        act.setAccessibleText(
                running
                        ? Messages.text("scripts.stopNamed", script.name())
                        : Messages.text("scripts.runNamed", script.name()));
        Operation<Integer> last = script.runProperty().get();
        state.getStyleClass().removeIf(style -> style.startsWith("state-"));
        state.getStyleClass().add(tone(last));
        state.setText(
                last == null
                        ? ""
                        : switch (last.outcome()) {
                            case Outcome.Running<Integer> _ -> Messages.text("scripts.state.running");
                            case Outcome.Cancelling<Integer> _ -> Messages.text("operation.cancelling");
                            case Outcome.Done<Integer> _ -> Messages.text("scripts.state.done");
                            case Outcome.Failed<Integer> _ -> Messages.text("scripts.state.failed");
                            case Outcome.Cancelled<Integer> _ -> Messages.text("scripts.state.stopped");
                        });
    }

    private static String tone(@Nullable Operation<Integer> last) {
        return switch (last == null ? null : last.outcome()) {
            case null -> "state-calm";
            case Outcome.Running<Integer> _, Outcome.Cancelling<Integer> _ -> "state-accent";
            case Outcome.Done<Integer> _ -> "state-good";
            case Outcome.Failed<Integer> _ -> "state-bad";
            case Outcome.Cancelled<Integer> _ -> "state-calm";
        };
    }

    private Node row(DependencyScripts its) {
        Label verdict = new Label(ProjectWords.verdict(its.verdict()));
        verdict.getStyleClass().addAll("badge", "script-verdict");
        verdict.setMinWidth(USE_PREF_SIZE);
        StringBuilder commands = new StringBuilder();
        its.scripts()
                .forEach((event, command) -> commands.append(commands.isEmpty() ? "" : "\n")
                        .append(event)
                        .append(": ")
                        .append(command));
        HBox row = new HBox(texts(its.id().toString(), commands.toString()), verdict);
        row.getStyleClass().add("script-row");
        row.setAlignment(Pos.CENTER_LEFT);
        if (its.verdict() != ScriptVerdict.REFUSED) {
            row.getChildren()
                    .add(verdictButton(its, Change.Verdict.REFUSED, Messages.text("scripts.never"), Feather.SLASH));
        }
        if (its.verdict() != ScriptVerdict.APPROVED) {
            row.getChildren()
                    .add(verdictButton(its, Change.Verdict.APPROVED, Messages.text("scripts.approve"), Feather.CHECK));
        }
        return row;
    }

    private Button verdictButton(DependencyScripts its, Change.Verdict verdict, String text, Feather icon) {
        Button button = new Button(text, new FontIcon(icon));
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText(text + " " + its.id());
        button.disableProperty().bind(project.busyProperty());
        button.setOnAction(_ -> project.askToApprove(its, verdict));
        return button;
    }

    private void showOutput(@Nullable ProjectScript script) {
        output.getChildren().clear();
        Operation<Integer> operation =
                script == null ? null : script.runProperty().get();
        if (script != null && operation != null) {
            OperationPanel panel = new OperationPanel(operation.ownLog(), () -> model.run(script));
            panel.show(operation);
            panel.openLog();
            output.getChildren().setAll(panel);
        }
    }

    private static Node texts(String name, String command) {
        Label title = new Label(name);
        title.getStyleClass().add("script-name");
        Label runs = new Label(command);
        runs.getStyleClass().add("script-command");
        runs.setMinWidth(0);
        runs.setTooltip(new Tooltip(command));
        VBox texts = new VBox(title, runs);
        texts.setMinWidth(0);
        HBox.setHgrow(texts, Priority.ALWAYS);
        return texts;
    }

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("section-title");
        return label;
    }

    private static Region hint(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("hint");
        return label;
    }
}
