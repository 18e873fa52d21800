package dev.dx.app.gui.control;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.HLineTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.VLineTo;

/**
 * Chains that come down side by side and meet at one thing: who wants what, until two wishes are for the same. Drawn with
 * labels and lines, so that each can be reached and read.
 */
public final class MeetingChains extends Pane {
    private static final double GAP = 30;
    private static final double ARROW = 5;
    private static final double BESIDE = 8;

    private final List<Column> columns = new ArrayList<>();
    private final Label middle;

    /**
     * One wish.
     *
     * @param from who has it
     * @param wish what for, as it stands beside the line
     * @param sentence the same for who does not see the line
     */
    public record Link(String from, String wish, String sentence) {}

    private record Column(List<Label> nodes, List<Label> wishes, List<Path> lines) {}

    /**
     * @param chains each from the outside in; one or two
     * @param meeting what they meet at
     */
    public MeetingChains(List<List<Link>> chains, String meeting) {
        getStyleClass().add("meeting-chains");
        for (List<Link> chain : chains) {
            Column column = new Column(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (Link link : chain) {
                Path line = new Path();
                line.getStyleClass().add("chain-line");
                Label node = node(link.from());
                node.setAccessibleText(link.sentence());
                Label wish = new Label(link.wish());
                wish.getStyleClass().add("chain-wish");
                column.nodes().add(node);
                column.wishes().add(wish);
                column.lines().add(line);
            }
            columns.add(column);
            getChildren().addAll(column.lines());
            getChildren().addAll(column.nodes());
            getChildren().addAll(column.wishes());
        }
        middle = node(meeting);
        middle.getStyleClass().add("chain-meeting");
        getChildren().add(middle);
    }

    private static Label node(String text) {
        Label node = new Label(text);
        node.getStyleClass().add("chain-node");
        node.setAlignment(Pos.CENTER);
        node.setFocusTraversable(true);
        return node;
    }

    private int rows() {
        return columns.stream().mapToInt(column -> column.nodes().size()).max().orElse(0);
    }

    private double rowHeight() {
        return snapSizeY(middle.prefHeight(-1));
    }

    @Override
    protected double computePrefHeight(double width) {
        return rows() * (rowHeight() + GAP) + rowHeight() + snappedTopInset() + snappedBottomInset();
    }

    @Override
    protected double computePrefWidth(double height) {
        double widest = 0;
        for (Column column : columns) {
            for (int i = 0; i < column.nodes().size(); i++) {
                widest = Math.max(widest, column.nodes().get(i).prefWidth(-1));
                widest = Math.max(widest, 2 * column.wishes().get(i).prefWidth(-1));
            }
        }
        return columns.size() * (widest + 2 * GAP) + middle.prefWidth(-1);
    }

    @Override
    protected void layoutChildren() {
        double height = rowHeight();
        double step = height + GAP;
        double top = snappedTopInset();
        double width = Math.min(getWidth(), computePrefWidth(-1));
        double share = width / columns.size();
        double end = top + rows() * step;
        double middleWidth = Math.min(middle.prefWidth(-1), width);
        double centre = width / 2;
        middle.resizeRelocate(snapPositionX(centre - middleWidth / 2), end, middleWidth, height);
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            double x = snapPositionX(
                    columns.size() == 1
                            ? centre
                            : c == 0 ? share / 2 - middleWidth / 4 : width - share / 2 + middleWidth / 4);
            int skipped = rows() - column.nodes().size();
            for (int i = 0; i < column.nodes().size(); i++) {
                double y = top + (skipped + i) * step;
                Label node = column.nodes().get(i);
                double nodeWidth = Math.min(node.prefWidth(-1), share);
                node.resizeRelocate(snapPositionX(x - nodeWidth / 2), y, nodeWidth, height);
                Label wish = column.wishes().get(i);
                wish.resizeRelocate(
                        x + BESIDE,
                        y + height + (GAP - wish.prefHeight(-1)) / 2,
                        wish.prefWidth(-1),
                        wish.prefHeight(-1));
                boolean last = i == column.nodes().size() - 1;
                Path line = column.lines().get(i);
                if (last && columns.size() > 1) {
                    turn(
                            line,
                            x,
                            y + height,
                            end + height / 2,
                            c == 0 ? middle.getLayoutX() : middle.getLayoutX() + middleWidth);
                } else {
                    drop(line, x, y + height, y + step);
                }
            }
        }
    }

    private static void drop(Path line, double x, double from, double to) {
        line.getElements()
                .setAll(
                        new MoveTo(x, from),
                        new VLineTo(to),
                        new MoveTo(x - ARROW, to - ARROW),
                        new LineTo(x, to),
                        new LineTo(x + ARROW, to - ARROW));
    }

    private static void turn(Path line, double x, double from, double to, double end) {
        double back = end > x ? end - ARROW : end + ARROW;
        line.getElements()
                .setAll(
                        new MoveTo(x, from),
                        new VLineTo(to),
                        new HLineTo(end),
                        new MoveTo(back, to - ARROW),
                        new LineTo(end, to),
                        new LineTo(back, to + ARROW));
    }
}
