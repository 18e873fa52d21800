package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.Messages;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What can be done with the selected dependencies. It offers nothing that would not work. */
final class RowMenu {
    private RowMenu() {}

    static ContextMenu of(ProjectModel model, TableView<DependencyItem> table) {
        ContextMenu menu = new ContextMenu(new MenuItem());
        menu.setOnShowing(
                _ -> fill(menu, model, List.copyOf(table.getSelectionModel().getSelectedItems())));
        return menu;
    }

    private static void fill(ContextMenu menu, ProjectModel model, List<DependencyItem> chosen) {
        menu.getItems().clear();
        if (chosen.size() == 1) {
            DependencyItem item = chosen.getFirst();
            String newer = item.newerVersion();
            if (newer != null) {
                String command = model.updateCommand(item);
                menu.getItems()
                        .addAll(
                                item(
                                        Messages.text("row.update", newer),
                                        Feather.ARROW_UP_CIRCLE,
                                        model.isBusy(),
                                        () -> model.update(item)),
                                item(
                                        Messages.text("row.copyCommand", command),
                                        Feather.TERMINAL,
                                        false,
                                        () -> copy(command)),
                                new SeparatorMenuItem());
            }
        }
        String names = chosen.stream().map(DependencyItem::name).collect(Collectors.joining("\n"));
        menu.getItems().add(item(Messages.text("row.copyName", chosen.size()), Feather.COPY, false, () -> copy(names)));
        MenuItem remove =
                item(Messages.text("row.remove"), Feather.TRASH_2, model.isBusy(), () -> model.askToRemove(chosen));
        remove.setAccelerator(new KeyCodeCombination(KeyCode.DELETE));
        menu.getItems().add(remove);
    }

    private static MenuItem item(String text, Feather icon, boolean disabled, Runnable action) {
        MenuItem item = new MenuItem(text, new FontIcon(icon));
        // Package names may hold an underscore, which would read as a mnemonic.
        item.setMnemonicParsing(false);
        item.setDisable(disabled);
        item.setOnAction(_ -> action.run());
        return item;
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
