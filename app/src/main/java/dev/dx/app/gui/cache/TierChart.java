package dev.dx.app.gui.cache;

import dev.dx.app.gui.control.ThemeColour;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.cache.Tier;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** A column for each install, the latest on the right: which share of what it asked for was where. */
public final class TierChart extends Pane {
    private static final double WIDEST = 26;
    private static final double NARROWEST = 4;
    private static final double GAP = 2;

    private final Canvas canvas = new Canvas();
    private List<CacheHistory.Run> runs = List.of();
    private final ReadOnlyObjectWrapper<CacheHistory.@Nullable Run> chosen = new ReadOnlyObjectWrapper<>();
    /** The theme tells its colours before everything is here that is drawn with them. */
    private boolean made;

    private final ThemeColour memory = new ThemeColour("tier-memory", this::draw);
    private final ThemeColour disk = new ThemeColour("tier-disk", this::draw);
    private final ThemeColour network = new ThemeColour("tier-network", this::draw);
    private final ThemeColour mark = new ThemeColour("treemap-chosen", this::draw);
    private final ThemeColour line = new ThemeColour("tier-line", this::draw);

    public TierChart() {
        getStyleClass().add("tier-chart");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setMinSize(0, 0);
        canvas.setManaged(false);
        getChildren().addAll(memory, disk, network, mark, line, canvas);
        addEventHandler(MouseEvent.MOUSE_MOVED, event -> choose(at(event.getX())));
        addEventHandler(MouseEvent.MOUSE_PRESSED, _ -> requestFocus());
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        made = true;
    }

    public void show(List<CacheHistory.Run> all) {
        runs = List.copyOf(all);
        chosen.set(null);
        requestLayout();
    }

    /** The install under the pointer, or that arrow keys have gone to. */
    public ReadOnlyObjectProperty<CacheHistory.@Nullable Run> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /** What is to be said of an install. */
    static String words(CacheHistory.Run run) {
        Path folder = Path.of(run.where()).getFileName();
        return Messages.text(
                "cache.run",
                folder == null ? run.where() : folder.toString(),
                run.packages(),
                CacheModel.Known.found(run.use(), Tier.MEMORY),
                CacheModel.Known.found(run.use(), Tier.DISK),
                CacheModel.Known.found(run.use(), Tier.NETWORK));
    }

    private int first() {
        return Math.max(0, runs.size() - (int) Math.max(1, getWidth() / (NARROWEST + GAP)));
    }

    private double step() {
        int shown = runs.size() - first();
        return shown == 0 ? WIDEST : Math.min(WIDEST, getWidth() / shown);
    }

    private CacheHistory.@Nullable Run at(double x) {
        int index = first() + (int) (x / step());
        return x < 0 || index >= runs.size() ? null : runs.get(index);
    }

    private void choose(CacheHistory.@Nullable Run run) {
        chosen.set(run);
        draw();
    }

    private void key(KeyEvent event) {
        if (runs.isEmpty() || (event.getCode() != KeyCode.LEFT && event.getCode() != KeyCode.RIGHT)) {
            return;
        }
        CacheHistory.Run now = chosen.get();
        int index = now == null ? runs.size() : runs.indexOf(now);
        int next = Math.clamp(index + (event.getCode() == KeyCode.LEFT ? -1L : 1L), first(), runs.size() - 1);
        choose(runs.get(next));
        event.consume();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(Math.max(0, getWidth()));
        canvas.setHeight(Math.max(0, getHeight()));
        draw();
    }

    private void draw() {
        if (!made) {
            return;
        }
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        double height = canvas.getHeight();
        graphics.clearRect(0, 0, canvas.getWidth(), height);
        graphics.setStroke(line.get());
        for (double part : new double[] {0, 0.5, 1}) {
            double y = Math.round((height - 1) * part) + 0.5;
            graphics.strokeLine(0, Math.min(y, height - 0.5), canvas.getWidth(), Math.min(y, height - 0.5));
        }
        double step = step();
        for (int i = first(); i < runs.size(); i++) {
            CacheHistory.Run run = runs.get(i);
            double x = (i - first()) * step;
            double width = Math.max(1, step - GAP);
            double asked = 0;
            for (Tier tier : Tier.values()) {
                asked += CacheModel.Known.found(run.use(), tier);
            }
            double bottom = height;
            for (Tier tier : Tier.values()) {
                double share = asked == 0 ? 0 : CacheModel.Known.found(run.use(), tier) / asked * height;
                graphics.setFill(colour(tier));
                graphics.fillRect(x, bottom - share, width, share);
                bottom -= share;
            }
            if (run.equals(chosen.get())) {
                graphics.setStroke(mark.get());
                graphics.setLineWidth(2);
                graphics.strokeRect(x + 1, 1, Math.max(1, width - 2), height - 2);
                graphics.setLineWidth(1);
            }
        }
    }

    private Color colour(Tier tier) {
        return switch (tier) {
            case MEMORY -> memory.get();
            case DISK -> disk.get();
            case NETWORK -> network.get();
        };
    }
}
