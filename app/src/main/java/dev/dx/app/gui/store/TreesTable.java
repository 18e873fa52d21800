package dev.dx.app.gui.store;

import dev.dx.app.gui.control.Columns;
import dev.dx.app.gui.text.FolderText;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LayoutEntry;
import dev.dx.engine.link.ParkedTrees.Parked;
import dev.dx.engine.link.SpareTrees.Spare;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** The whole trees that are kept: of which kind, for whom, how large, and when they were of use. */
public final class TreesTable extends TableView<TreesTable.Row> {
    /**
     * Trees of one kind and one owner.
     *
     * @param when they were of use last, or were put aside
     */
    public record Row(String kind, String whose, int trees, int files, long bytes, Instant when) {}

    public TreesTable() {
        TableColumn<Row, Row> kind = column(Messages.text("store.column.tree"), 130, 110);
        Columns.text(kind, "name-cell", Row::kind);
        TableColumn<Row, Row> whose = column(Messages.text("store.column.whose"), 320, 140);
        Columns.text(whose, "kind-cell", Row::whose);
        TableColumn<Row, Row> trees = number(Messages.text("store.column.trees"), 70);
        Columns.number(trees, Row::trees);
        TableColumn<Row, Row> files = number(Messages.text("store.column.files"), 80);
        Columns.number(files, Row::files);
        TableColumn<Row, Row> size = number(Messages.text("store.column.size"), 90);
        Columns.bytes(size, Row::bytes);
        TableColumn<Row, Row> when = column(Messages.text("store.column.when"), 120, 100);
        Columns.date(when, Row::when);
        getColumns().setAll(List.of(kind, whose, trees, files, size, when));
        setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        setPlaceholder(new Label(Messages.text("store.trees.none")));
    }

    private static TableColumn<Row, Row> column(String title, double width, double least) {
        TableColumn<Row, Row> column = new TableColumn<>(title);
        column.setPrefWidth(width);
        column.setMinWidth(least);
        return column;
    }

    private static TableColumn<Row, Row> number(String title, double width) {
        TableColumn<Row, Row> column = column(title, width, 70);
        column.getStyleClass().add("number-column");
        return column;
    }

    void show(KeptTrees.Overview trees) {
        List<Row> rows = new ArrayList<>();
        for (LayoutEntry layout : trees.layouts()) {
            Set<String> users = trees.users().getOrDefault(layout.layout(), Set.of());
            String whose = users.isEmpty()
                    ? Messages.text("store.tree.unlinked")
                    : users.stream().map(TreesTable::folder).collect(Collectors.joining(", "));
            rows.add(new Row(
                    Messages.text("store.tree.layout"), whose, 1, layout.files(), layout.bytes(), layout.lastUsed()));
        }
        for (Spare spare : trees.spares()) {
            rows.add(new Row(
                    Messages.text("store.tree.spare"),
                    Messages.text("store.tree.anybody", spare.packages()),
                    1,
                    spare.files(),
                    spare.bytes(),
                    spare.lastUsed()));
        }
        for (Parked parked : trees.parked()) {
            rows.add(new Row(
                    Messages.text("store.tree.parked"),
                    parked.project().isEmpty() ? Messages.text("store.tree.unknown") : folder(parked.project()),
                    parked.trees(),
                    parked.files(),
                    parked.bytes(),
                    parked.last()));
        }
        getItems().setAll(rows);
        sort();
    }

    private static String folder(String project) {
        return FolderText.of(Path.of(project));
    }
}
