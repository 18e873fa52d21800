package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import org.jspecify.annotations.Nullable;

/** Columns of tables whose cells say something of their row; numbers below 0 are not known. */
public final class Columns {
    private Columns() {}

    public static <T> void text(TableColumn<T, T> column, String style, Function<T, String> words) {
        column(column, style, words);
        column.setComparator(Comparator.comparing(words));
    }

    /** In the order in which the rows are given, and no other. */
    public static <T> void unsorted(TableColumn<T, T> column, String style, Function<T, String> words) {
        column(column, style, words);
        column.setSortable(false);
    }

    public static <T> void number(TableColumn<T, T> column, ToLongFunction<T> value) {
        column(column, "number-cell", item -> {
            long number = value.applyAsLong(item);
            return number < 0 ? Messages.text("version.none") : Messages.text("number", number);
        });
        column.setComparator(Comparator.comparingLong(value));
    }

    public static <T> void bytes(TableColumn<T, T> column, ToLongFunction<T> value) {
        column(column, "number-cell", item -> {
            long number = value.applyAsLong(item);
            return number < 0 ? Messages.text("version.none") : Measures.bytes((double) number);
        });
        column.setComparator(Comparator.comparingLong(value));
    }

    public static <T> void date(TableColumn<T, T> column, Function<T, Instant> value) {
        column(column, "kind-cell", item -> Measures.date(value.apply(item)));
        column.setComparator(Comparator.comparing(value));
    }

    private static <T> void column(TableColumn<T, T> column, String style, Function<T, String> words) {
        column.setCellValueFactory(features -> new ReadOnlyObjectWrapper<>(features.getValue()));
        column.setCellFactory(_ -> new TableCell<>() {
            {
                getStyleClass().add(style);
                WholeText.onHover(this);
            }

            @Override
            protected void updateItem(@Nullable T item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? null : words.apply(item));
            }
        });
    }
}
