package dev.dx.app.gui.control;

import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/** A hint with all of a text of which only the beginning has room. A hint that is there already stays. */
public final class WholeText {
    private final Labeled labeled;
    private @Nullable Tooltip hint;

    private WholeText(Labeled labeled) {
        this.labeled = labeled;
    }

    public static void onHover(Labeled labeled) {
        WholeText whole = new WholeText(labeled);
        labeled.hoverProperty().subscribe(over -> {
            if (over) {
                whole.show();
            }
        });
        labeled.textProperty().subscribe(_ -> whole.forget());
    }

    private void show() {
        if (labeled.getTooltip() != null && !labeled.getTooltip().equals(hint)) {
            return;
        }
        forget();
        if (labeled.getText() != null
                && labeled.lookup(".text") instanceof Text shown
                && !shown.getText().equals(labeled.getText())) {
            hint = new Tooltip(labeled.getText());
            labeled.setTooltip(hint);
        }
    }

    private void forget() {
        if (hint != null && hint.equals(labeled.getTooltip())) {
            labeled.setTooltip(null);
        }
        hint = null;
    }
}
