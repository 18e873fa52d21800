package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import java.util.List;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCombination;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Another project: by choosing a folder, from the recent ones, or none. */
record OpenMenu(ProjectsModel projects, Runnable chooseFolder) {
    void fill(MenuButton button) {
        button.setOnShowing(_ -> fillItems(button));
        fillItems(button);
    }

    private void fillItems(MenuButton button) {
        MenuItem choose = new MenuItem(Messages.text("open.choose"), new FontIcon(Feather.FOLDER));
        choose.setAccelerator(KeyCombination.valueOf("Shortcut+O"));
        choose.setOnAction(_ -> chooseFolder.run());
        MenuItem close = new MenuItem(Messages.text("open.close"), new FontIcon(Feather.X));
        close.setAccelerator(KeyCombination.valueOf("Shortcut+W"));
        close.setOnAction(_ -> projects.close());
        button.getItems().setAll(choose, close);
        List<ProjectModel> open = projects.openProjects();
        for (RecentProject recent : projects.recent()) {
            if (recent.present()
                    && open.stream().noneMatch(project -> project.folder().equals(recent.folder()))) {
                if (button.getItems().size() == 2) {
                    button.getItems().add(new SeparatorMenuItem());
                }
                MenuItem item = new MenuItem(nameOf(recent));
                item.setMnemonicParsing(false);
                item.setOnAction(_ -> projects.open(recent.folder()));
                button.getItems().add(item);
            }
        }
    }

    /** The folder's name, or all of its path where another project has the same name. */
    private String nameOf(RecentProject recent) {
        boolean unique = projects.recent().stream()
                        .filter(other -> other.name().equals(recent.name()))
                        .count()
                == 1;
        return unique ? recent.name() : FolderText.of(recent.folder());
    }
}
