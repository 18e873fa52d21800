package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.Messages;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What can be done with the selected dependencies, by mouse or by the keyboard's menu key. It offers what would work. */
final class RowMenu {
    private final ProjectModel model;
    private final TableView<DependencyItem> table;
    private final Consumer<DependencyItem> showInGraph;
    private final ContextMenu menu = new ContextMenu();

    private RowMenu(ProjectModel model, TableView<DependencyItem> table, Consumer<DependencyItem> showInGraph) {
        this.model = model;
        this.table = table;
        this.showInGraph = showInGraph;
    }

    static void install(ProjectModel model, TableView<DependencyItem> table, Consumer<DependencyItem> showInGraph) {
        RowMenu rowMenu = new RowMenu(model, table, showInGraph);
        table.setOnContextMenuRequested(rowMenu::show);
    }

    private void show(ContextMenuEvent event) {
        if (!event.isKeyboardTrigger()) {
            TableRow<?> row = rowOf(event.getPickResult().getIntersectedNode());
            if (row == null || row.isEmpty()) {
                return;
            }
            // What is clicked on is what is meant, unless it belongs to a selection of several.
            if (!table.getSelectionModel().isSelected(row.getIndex())) {
                table.getSelectionModel().clearAndSelect(row.getIndex());
            }
        }
        List<DependencyItem> chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        if (!chosen.isEmpty()) {
            menu.hide();
            menu.getItems().clear();
            fill(chosen);
            menu.show(table, event.getScreenX(), event.getScreenY());
            event.consume();
        }
    }

    private static @Nullable TableRow<?> rowOf(@Nullable Node picked) {
        for (Node node = picked; node != null; node = node.getParent()) {
            if (node instanceof TableRow<?> row) {
                return row;
            }
        }
        return null;
    }

    private void fill(List<DependencyItem> chosen) {
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
            // What the lock does not have is in no graph.
            menu.getItems()
                    .add(item(
                            Messages.text("row.graph"),
                            Feather.SHARE_2,
                            item.row().locked() == null,
                            () -> showInGraph.accept(item)));
        }
        long newer = chosen.stream().filter(item -> item.newerVersion() != null).count();
        if (chosen.size() > 1 && newer > 0) {
            menu.getItems()
                    .addAll(
                            item(
                                    Messages.text("row.updateAll", newer),
                                    Feather.ARROW_UP_CIRCLE,
                                    model.isBusy(),
                                    () -> model.askToUpdate(chosen)),
                            new SeparatorMenuItem());
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
