package dev.dx.app.gui.control;

import java.util.List;
import javafx.scene.layout.Region;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;

/** A line of what was measured last, from left to right, as high as the highest of it. */
public final class Sparkline extends Region {
    private static final double HEIGHT = 28;

    private final Polyline line = new Polyline();
    private final Polygon area = new Polygon();
    private final int places;
    private List<Double> values = List.of();

    /** @param places how many values there is room for; fewer stand at the right */
    public Sparkline(int places) {
        this.places = places;
        getStyleClass().add("sparkline");
        line.getStyleClass().add("sparkline-line");
        area.getStyleClass().add("sparkline-area");
        area.setManaged(false);
        line.setManaged(false);
        getChildren().addAll(area, line);
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMinWidth(0);
    }

    /** The newest last; what is not a number is as the one before. */
    public void show(List<Double> newest) {
        values = List.copyOf(newest);
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        line.getPoints().clear();
        area.getPoints().clear();
        double width = getWidth();
        double height = getHeight();
        if (values.size() < 2 || width <= 0) {
            return;
        }
        double highest = values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        double scale = highest <= 0 ? 0 : (height - 2) / highest;
        double step = width / (places - 1);
        double left = width - step * (values.size() - 1);
        double last = 0;
        area.getPoints().addAll(left, height);
        for (int i = 0; i < values.size(); i++) {
            last = values.get(i).isNaN() ? last : values.get(i);
            double x = left + i * step;
            double y = height - 1 - last * scale;
            line.getPoints().addAll(x, y);
            area.getPoints().addAll(x, y);
        }
        area.getPoints().addAll(width, height);
    }
}
