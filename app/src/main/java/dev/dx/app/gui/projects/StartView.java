package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.CommandStrip;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import javafx.collections.ListChangeListener;
import javafx.collections.WeakListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Where to begin while no project is open: a folder, or one that was open before. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class StartView {
    private final ProjectsModel model;
    private final Runnable chooseFolder;

    /** Kept here, since the model outlives this view and must not keep it. */
    private final ListChangeListener<RecentProject> recentChanged = _ -> showRecent();

    @FXML
    private VBox root;

    @FXML
    private Button openFolder;

    @FXML
    private VBox recentBox;

    @FXML
    private VBox recentList;

    @FXML
    private CommandStrip command;

    StartView(ProjectsModel model, Runnable chooseFolder) {
        this.model = model;
        this.chooseFolder = chooseFolder;
        Fxml.load(this, Node.class);
    }

    Node node() {
        return root;
    }

    void focus() {
        openFolder.requestFocus();
    }

    @FXML
    void initialize() {
        openFolder.setOnAction(_ -> chooseFolder.run());
        command.setCommand("dx gui .");
        model.recent().addListener(new WeakListChangeListener<>(recentChanged));
        showRecent();
    }

    private void showRecent() {
        Shown.only(recentBox, !model.recent().isEmpty());
        recentList.getChildren().setAll(model.recent().stream().map(this::row).toList());
    }

    private Node row(RecentProject recent) {
        Label name = new Label(recent.name());
        name.getStyleClass().add("recent-name");
        Label path = new Label(FolderText.of(recent.folder()));
        path.getStyleClass().add("recent-path");
        VBox texts = new VBox(name, path);
        texts.setMinWidth(0);
        HBox.setHgrow(texts, Priority.ALWAYS);
        HBox content = new HBox(new FontIcon(recent.present() ? Feather.FOLDER : Feather.ALERT_TRIANGLE), texts);
        content.getStyleClass().add("recent-content");
        Button open = new Button(null, content);
        open.getStyleClass().add("recent-open");
        open.setMaxWidth(Double.MAX_VALUE);
        open.setMinWidth(0);
        open.setDisable(!recent.present());
        open.setAccessibleText(Messages.text("projects.recent.open", recent.name()));
        open.setOnAction(_ -> model.open(recent.folder()));
        HBox.setHgrow(open, Priority.ALWAYS);
        HBox row = new HBox(open);
        row.getStyleClass().add("recent-row");
        if (!recent.present()) {
            Label missing = new Label(Messages.text("projects.recent.missing"));
            missing.getStyleClass().add("recent-missing");
            missing.setMinWidth(Label.USE_PREF_SIZE);
            row.getChildren().add(missing);
        }
        Button forget = new Button(null, new FontIcon(Feather.X));
        forget.getStyleClass().addAll("quiet", "recent-forget");
        forget.setTooltip(new Tooltip(Messages.text("projects.recent.forget.tip")));
        forget.setAccessibleText(Messages.text("projects.recent.forget", recent.name()));
        forget.setOnAction(_ -> model.forget(recent.folder()));
        row.getChildren().add(forget);
        return row;
    }
}
