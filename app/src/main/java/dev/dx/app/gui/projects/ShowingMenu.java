package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.Messages;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;

/** Which dependencies are shown: all, or those that somebody should do something about. */
record ShowingMenu(ProjectModel model) {
    void fill(MenuButton button) {
        ToggleGroup group = new ToggleGroup();
        for (Showing each : Showing.values()) {
            RadioMenuItem item = new RadioMenuItem(words(each));
            item.setToggleGroup(group);
            item.setOnAction(_ -> model.showingProperty().set(each));
            model.showingProperty().subscribe(chosen -> item.setSelected(chosen == each));
            button.getItems().add(item);
        }
        model.showingProperty().subscribe(chosen -> button.setText(words(chosen)));
    }

    private static String words(Showing showing) {
        return switch (showing) {
            case ALL -> Messages.text("showing.all");
            case OUTDATED -> Messages.text("showing.outdated");
            case DEPRECATED -> Messages.text("showing.deprecated");
        };
    }
}
