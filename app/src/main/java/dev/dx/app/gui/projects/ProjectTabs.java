package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import java.util.HashMap;
import java.util.Map;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * A tab for each open project, with a sign while something is done to it. Where one project is open there is nothing to
 * choose, and no tabs are shown. They grow narrower the more there are, and then there is a list of them
 * beside those that can be seen.
 */
final class ProjectTabs extends HBox {
    private static final double WIDEST = 220;
    private static final double NARROWEST = 124;
    private static final double SPINNER = 14;

    private final ProjectsModel model;
    private final ToggleGroup group = new ToggleGroup();
    private final HBox row = new HBox();
    private final ScrollPane scroll = new ScrollPane(row);
    private final MenuButton all = new MenuButton(null, new FontIcon(Feather.MORE_HORIZONTAL));
    private final Map<ProjectModel, HBox> tabs = new HashMap<>();

    ProjectTabs(ProjectsModel model) {
        this.model = model;
        getStyleClass().add("project-tabs");
        setAlignment(Pos.BOTTOM_LEFT);
        setAccessibleRole(AccessibleRole.TAB_PANE);
        row.getStyleClass().add("project-tab-row");
        row.setAlignment(Pos.BOTTOM_LEFT);
        scroll.getStyleClass().add("project-tab-scroll");
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setMinWidth(0);
        scroll.setFocusTraversable(false);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        all.setId("allTabs");
        all.getStyleClass().addAll("quiet", "all-tabs");
        all.setMinWidth(USE_PREF_SIZE);
        all.setTooltip(new Tooltip(Messages.text("tabs.all")));
        all.setAccessibleText(Messages.text("tabs.all"));
        all.setOnShowing(_ -> fillMenu());
        fillMenu();
        getChildren().setAll(scroll, all);
        scroll.viewportBoundsProperty().subscribe(_ -> Platform.runLater(this::reveal));
        row.widthProperty().subscribe(_ -> Platform.runLater(this::reveal));
        model.openProjects().addListener((ListChangeListener<ProjectModel>) _ -> fill());
        model.currentProperty().subscribe(_ -> select());
        group.selectedToggleProperty().addListener((_, before, now) -> {
            // One is always in front: pressing its tab again does not send it back.
            if (now == null && before != null) {
                before.setSelected(true);
            }
        });
        fill();
    }

    private void fill() {
        tabs.keySet().retainAll(model.openProjects());
        row.getChildren()
                .setAll(model.openProjects().stream()
                        .map(project -> tabs.computeIfAbsent(project, this::tab))
                        .toList());
        tabs.forEach(
                (project, tab) -> name(project, (ToggleButton) tab.getChildren().getFirst()));
        Shown.only(this, tabs.size() > 1);
        select();
    }

    private void select() {
        HBox tab = tabs.get(model.current());
        if (tab != null) {
            group.selectToggle((ToggleButton) tab.getChildren().getFirst());
        }
        tabs.values().forEach(each -> {
            each.getStyleClass().remove("in-front");
            if (each.equals(tab)) {
                each.getStyleClass().add("in-front");
            }
        });
        Platform.runLater(this::reveal);
    }

    /** Brings the tab in front into sight, and offers the list where not all of them are. */
    private void reveal() {
        double seen = scroll.getViewportBounds().getWidth();
        double hidden = row.getWidth() - seen;
        Shown.only(all, hidden > 1);
        HBox tab = tabs.get(model.current());
        if (tab != null && hidden > 1 && tab.getWidth() <= seen) {
            double left = scroll.getHvalue() * hidden;
            double wanted = Math.clamp(
                    left,
                    tab.getBoundsInParent().getMaxX() - seen,
                    tab.getBoundsInParent().getMinX());
            scroll.setHvalue(wanted / hidden);
        }
    }

    private void fillMenu() {
        ToggleGroup chosen = new ToggleGroup();
        all.getItems()
                .setAll(model.openProjects().stream()
                        .<MenuItem>map(project -> {
                            RadioMenuItem item = new RadioMenuItem(titleOf(project));
                            item.setMnemonicParsing(false);
                            item.setToggleGroup(chosen);
                            item.setSelected(project.equals(model.current()));
                            item.setOnAction(_ -> model.show(project));
                            return item;
                        })
                        .toList());
    }

    private HBox tab(ProjectModel project) {
        FontIcon icon = new FontIcon(Feather.PACKAGE);
        ProgressIndicator spinner = new ProgressIndicator();
        spinner.setMinSize(SPINNER, SPINNER);
        spinner.setMaxSize(SPINNER, SPINNER);
        ToggleButton choose = new ToggleButton();
        choose.getStyleClass().add("project-tab-name");
        choose.setToggleGroup(group);
        choose.setMnemonicParsing(false);
        choose.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        choose.setMinWidth(0);
        choose.setMaxWidth(Double.MAX_VALUE);
        choose.setAlignment(Pos.CENTER_LEFT);
        choose.setTooltip(new Tooltip(FolderText.of(project.folder())));
        choose.setAccessibleRole(AccessibleRole.TAB_ITEM);
        choose.setOnAction(_ -> model.show(project));
        HBox.setHgrow(choose, Priority.ALWAYS);
        Button close = new Button(null, new FontIcon(Feather.X));
        close.getStyleClass().addAll("quiet", "project-tab-close");
        close.setOnAction(_ -> model.close(project));
        HBox tab = new HBox(choose, close);
        tab.getStyleClass().add("project-tab");
        tab.setAlignment(Pos.CENTER_LEFT);
        tab.setMinWidth(NARROWEST);
        tab.setMaxWidth(WIDEST);
        tab.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.MIDDLE) {
                model.close(project);
            }
        });
        project.busyProperty().subscribe(busy -> {
            choose.setGraphic(busy ? spinner : icon);
            name(project, choose);
        });
        project.overviewProperty()
                .subscribe(_ -> tabs.forEach((each, shown) ->
                        name(each, (ToggleButton) shown.getChildren().getFirst())));
        return tab;
    }

    /** The project's name, or all of its path where another one has the same. */
    private String titleOf(ProjectModel project) {
        String name = project.name();
        boolean unique = model.openProjects().stream()
                        .filter(other -> other.name().equals(name))
                        .count()
                <= 1;
        return unique ? name : FolderText.of(project.folder());
    }

    private void name(ProjectModel project, ToggleButton choose) {
        String text = titleOf(project);
        choose.setText(text);
        choose.setAccessibleText(project.isBusy() ? Messages.text("tabs.busy", text) : text);
        if (choose.getParent() instanceof HBox tab && tab.getChildren().getLast() instanceof Button close) {
            close.setAccessibleText(Messages.text("tabs.close", text));
        }
    }
}
