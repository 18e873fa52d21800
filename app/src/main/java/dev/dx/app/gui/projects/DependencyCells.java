package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.WholeText;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.script.ScriptVerdict;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** How each column of the table looks. */
final class DependencyCells {
    private static final PseudoClass NEWER = PseudoClass.getPseudoClass("newer");

    private DependencyCells() {}

    static void name(TableColumn<DependencyItem, String> column) {
        column(
                column,
                item -> Bindings.createStringBinding(item::name, item.rowProperty(), item.factsProperty()),
                "name-cell",
                (cell, name) -> {
                    cell.setText(name);
                    DependencyItem item = cell.getTableRow() == null
                            ? null
                            : cell.getTableRow().getItem();
                    String deprecated = item == null ? null : item.deprecated();
                    cell.setTooltip(deprecated == null ? null : new Tooltip(Messages.text("deprecated", deprecated)));
                    cell.setAccessibleText(
                            deprecated == null ? name : name + ", " + Messages.text("deprecated", deprecated));
                    if (deprecated == null) {
                        cell.setGraphic(null);
                        return;
                    }
                    FontIcon icon =
                            cell.getGraphic() instanceof FontIcon shown ? shown : new FontIcon(Feather.ALERT_TRIANGLE);
                    icon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", "tone-attention");
                    cell.setContentDisplay(ContentDisplay.RIGHT);
                    cell.setGraphic(icon);
                });
    }

    static void licence(TableColumn<DependencyItem, String> column) {
        column(
                column,
                item -> item.factsProperty().map(facts -> facts.licence() == null ? "" : facts.licence()),
                "kind-cell",
                TableCell::setText);
    }

    static void size(TableColumn<DependencyItem, Long> column) {
        column(
                column,
                item -> item.factsProperty().map(facts -> facts.size()),
                "number-cell",
                (cell, size) -> cell.setText(size < 0 ? Messages.text("version.none") : Measures.bytes((double) size)));
    }

    static void scripts(TableColumn<DependencyItem, ScriptVerdict> column) {
        column(
                column,
                item -> item.factsProperty().map(facts -> facts.scripts()),
                "kind-cell",
                (cell, verdict) -> cell.setText(ProjectWords.verdict(verdict)));
    }

    static void kind(TableColumn<DependencyItem, DependencyKind> column) {
        column(
                column,
                item -> item.rowProperty().map(row -> row.kind()),
                "kind-cell",
                (cell, kind) -> cell.setText(ProjectWords.kind(kind)));
    }

    static void wanted(TableColumn<DependencyItem, String> column) {
        column(column, item -> item.rowProperty().map(row -> row.wanted()), "version-cell", TableCell::setText);
    }

    static void installed(TableColumn<DependencyItem, String> column) {
        column(
                column,
                item -> item.rowProperty().map(row -> row.installed() == null ? "" : row.installed()),
                "version-cell",
                (cell, version) -> cell.setText(version.isEmpty() ? Messages.text("version.none") : version));
    }

    /** What is newest looks different once something older is installed, though it stays what it was. */
    static void latest(TableColumn<DependencyItem, Latest> column) {
        column(
                column,
                item -> Bindings.createObjectBinding(item::latest, item.latestProperty(), item.statusProperty()),
                "version-cell",
                (cell, latest) -> {
                    DependencyItem item = cell.getTableRow() == null
                            ? null
                            : cell.getTableRow().getItem();
                    cell.pseudoClassStateChanged(NEWER, item != null && item.status() == DependencyStatus.OUTDATED);
                    cell.setText(
                            switch (latest) {
                                case Latest.Known(String version) -> version;
                                case Latest.Asking _ -> Messages.text("version.asking");
                                case Latest.Unasked _, Latest.Unavailable _ -> Messages.text("version.none");
                            });
                });
    }

    static void status(TableColumn<DependencyItem, DependencyStatus> column) {
        column(column, DependencyItem::statusProperty, "status-cell", (cell, status) -> {
            cell.setText(ProjectWords.status(status));
            FontIcon icon = cell.getGraphic() instanceof FontIcon shown ? shown : new FontIcon();
            icon.setIconCode(icon(status));
            icon.getStyleClass().setAll("ikonli-font-icon", "tone-icon", styleOf(status));
            cell.setGraphic(icon);
        });
    }

    private static Feather icon(DependencyStatus status) {
        return switch (status) {
            case MISSING -> Feather.DOWNLOAD;
            case MISMATCH -> Feather.ALERT_TRIANGLE;
            case OUTDATED -> Feather.ARROW_UP_CIRCLE;
            case INSTALLED -> Feather.CIRCLE;
            case UP_TO_DATE -> Feather.CHECK_CIRCLE;
            case SKIPPED -> Feather.MINUS_CIRCLE;
        };
    }

    private static String styleOf(DependencyStatus status) {
        return switch (status) {
            case MISSING, MISMATCH -> "tone-attention";
            case OUTDATED -> "tone-accent";
            case INSTALLED, SKIPPED -> "tone-calm";
            case UP_TO_DATE -> "tone-good";
        };
    }

    private static <T> void column(
            TableColumn<DependencyItem, T> column,
            Function<DependencyItem, ObservableValue<T>> value,
            String style,
            BiConsumer<TableCell<DependencyItem, T>, T> show) {
        column.setCellValueFactory(features -> value.apply(features.getValue()));
        column.setCellFactory(_ -> new TableCell<>() {
            {
                getStyleClass().add(style);
                WholeText.onHover(this);
            }

            @Override
            protected void updateItem(@Nullable T item, boolean empty) {
                super.updateItem(item, empty);
                if (empty || item == null) {
                    setText(null);
                    setGraphic(null);
                } else {
                    show.accept(this, item);
                }
            }
        });
    }
}
