package dev.dx.app.gui.bench;

import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.bench.Scenario;
import dev.dx.app.bench.Tool;
import dev.dx.app.gui.control.ThemeColour;
import dev.dx.app.gui.text.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/**
 * A group of bars for each scenario, a bar for each tool: the median, a thin line from the least to the most, and how many times
 * the fastest it is. All bars are of one scale.
 */
public final class BenchChart extends Pane {
    private static final double NAMES = 96;
    private static final double WORDS = 168;
    private static final double TITLE = 24;
    private static final double ROW = 22;
    private static final double BAR = 12;
    private static final double GROUP_GAP = 12;
    private static final double LEAST_BAR = 3;
    private static final double MARGIN = 12;
    private static final double FONT = 12;

    /** A group's bars. */
    record Group(String title, List<Bar> bars) {}

    /**
     * @param part of the room, 0 to 1; below 0 where there is no time
     * @param words what stands beside it
     */
    record Bar(String tool, double part, double from, double to, String words, boolean fastest, boolean failed) {}

    private final Canvas canvas = new Canvas();
    private List<Group> groups = List.of();
    /** The theme tells its colours before everything is here that is drawn with them. */
    private boolean made;

    private final ThemeColour own = new ThemeColour("bench-own", this::draw);
    private final ThemeColour other = new ThemeColour("bench-other", this::draw);
    private final ThemeColour text = new ThemeColour("treemap-text", this::draw);
    private final ThemeColour muted = new ThemeColour("bench-muted", this::draw);
    private final ThemeColour bad = new ThemeColour("bench-bad", this::draw);
    private final ThemeColour page = new ThemeColour("graph-page", this::draw);

    public BenchChart() {
        getStyleClass().add("bench-chart");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setMinWidth(0);
        canvas.setManaged(false);
        getChildren().addAll(own, other, text, muted, bad, page, canvas);
        made = true;
    }

    /** @param fixture null for none */
    void show(@Nullable BenchReport report, @Nullable String fixture, boolean logarithmic) {
        groups = report == null || fixture == null ? List.of() : groups(report, fixture, logarithmic);
        double height = MARGIN;
        for (Group group : groups) {
            height += TITLE + group.bars().size() * ROW + GROUP_GAP;
        }
        setMinHeight(height);
        setPrefHeight(height);
        setAccessibleText(words());
        requestLayout();
        draw();
    }

    /** Everything that the chart says, in words. */
    String words() {
        StringBuilder words = new StringBuilder();
        for (Group group : groups) {
            for (Bar bar : group.bars()) {
                words.append(group.title())
                        .append(", ")
                        .append(bar.tool())
                        .append(": ")
                        .append(bar.words())
                        .append('\n');
            }
        }
        return words.toString();
    }

    private static List<Group> groups(BenchReport report, String fixture, boolean logarithmic) {
        double most = 1;
        double least = Double.MAX_VALUE;
        for (Cell cell : report.cells()) {
            if (cell.fixture().equals(fixture) && cell.median() >= 0) {
                most = Math.max(most, (double) cell.most());
                least = Math.min(least, (double) cell.least());
            }
        }
        Scale scale = new Scale(logarithmic, least / 2, most);
        List<Group> groups = new ArrayList<>();
        for (Scenario scenario : report.scenarios(fixture)) {
            Cell fastest = report.fastest(fixture, scenario);
            List<Bar> bars = new ArrayList<>();
            for (Cell cell : report.row(fixture, scenario)) {
                boolean failed = cell.median() < 0;
                bars.add(new Bar(
                        cell.tool(),
                        failed ? -1 : scale.part((double) cell.median()),
                        failed ? 0 : scale.part((double) cell.least()),
                        failed ? 0 : scale.part((double) cell.most()),
                        words(report, cell),
                        cell.equals(fastest),
                        cell.failures() > 0));
            }
            groups.add(new Group(title(scenario), bars));
        }
        return groups;
    }

    /** @param from what is nothing on a logarithmic scale */
    private record Scale(boolean logarithmic, double from, double to) {
        double part(double value) {
            double part = logarithmic ? Math.log(value / from) / Math.log(to / from) : value / to;
            return Math.clamp(part, 0, 1);
        }
    }

    static String words(BenchReport report, Cell cell) {
        if (cell.median() < 0) {
            return Messages.text("bench.failed", String.valueOf(cell.reason()));
        }
        String took = Messages.text("bench.bar", BenchModel.milliseconds(cell.median()), report.ratio(cell));
        return cell.failures() == 0
                ? took
                : Messages.text(
                        "bench.bar.failed", took, cell.failures(), cell.runs().size());
    }

    static String title(Scenario scenario) {
        return switch (scenario) {
            case CLEAN -> Messages.text("bench.scenario.clean");
            case CACHE -> Messages.text("bench.scenario.cache");
            case LOCK -> Messages.text("bench.scenario.lock");
            case CACHE_LOCK -> Messages.text("bench.scenario.cacheLock");
            case NOOP -> Messages.text("bench.scenario.noop");
            case MODULES_LOCK -> Messages.text("bench.scenario.modulesLock");
            case ADD -> Messages.text("bench.scenario.add");
        };
    }

    /** What is drawn, as a picture on the theme's page. */
    WritableImage picture() {
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(page.get());
        return canvas.snapshot(parameters, null);
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(Math.max(1, getWidth()));
        canvas.setHeight(Math.max(1, getHeight()));
        draw();
    }

    private void draw() {
        if (!made) {
            return;
        }
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setTextBaseline(VPos.CENTER);
        double room = Math.max(20, canvas.getWidth() - NAMES - WORDS - 2 * MARGIN);
        double y = MARGIN;
        for (Group group : groups) {
            graphics.setFont(Font.font("Inter SemiBold", FONT));
            graphics.setFill(text.get());
            graphics.fillText(group.title(), MARGIN, y + TITLE / 2 - 2);
            y += TITLE;
            for (Bar bar : group.bars()) {
                draw(graphics, bar, y, room);
                y += ROW;
            }
            y += GROUP_GAP;
        }
    }

    private void draw(GraphicsContext graphics, Bar bar, double y, double room) {
        double middle = y + ROW / 2;
        double left = MARGIN + NAMES;
        boolean dx = bar.tool().startsWith(Tool.DX);
        graphics.setFont(Font.font(dx ? "Inter SemiBold" : "Inter", FONT));
        graphics.setFill(text.get());
        graphics.fillText(bar.tool(), MARGIN, middle, NAMES - 8);
        double end = left;
        if (bar.part() >= 0) {
            double length = Math.max(LEAST_BAR, room * bar.part());
            graphics.setFill(dx ? own.get() : other.get());
            graphics.fillRoundRect(left, middle - BAR / 2, length, BAR, 4, 4);
            Color line = text.get();
            graphics.setStroke(line);
            graphics.setLineWidth(1);
            double from = Math.round(left + room * bar.from()) + 0.5;
            double to = Math.round(left + room * bar.to()) + 0.5;
            double whisker = Math.round(middle) + 0.5;
            graphics.strokeLine(from, whisker, to, whisker);
            graphics.strokeLine(from, whisker - 3, from, whisker + 3);
            graphics.strokeLine(to, whisker - 3, to, whisker + 3);
            end = Math.max(left + length, to);
        }
        graphics.setFont(Font.font(bar.fastest() ? "Inter SemiBold" : "Inter", FONT));
        graphics.setFill(bar.failed() ? bad.get() : bar.fastest() ? text.get() : muted.get());
        graphics.fillText(bar.words(), end + 8, middle, Math.max(40, canvas.getWidth() - end - 8 - MARGIN));
    }
}
