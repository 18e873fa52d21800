package dev.dx.app.gui.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * Amounts as areas, groups of amounts as areas of areas, as near to squares as can be. Arrow keys go from one to the next in
 * their direction, Home to the largest.
 */
public final class Treemap extends Pane {
    private static final double GAP = 1;
    private static final double TITLE = 16;
    private static final double LEAST_TITLED = 46;
    private static final double LEAST_NAMED = 34;
    private static final double PADDING = 4;
    private static final double FONT = 11;

    /**
     * An amount, or a group of them.
     *
     * @param name in short, where it is in its group
     * @param words all that is to be said of it
     * @param strength how strongly it is coloured, 0 to 1
     * @param parts of a group; empty for a single amount
     */
    public record Area(String name, String words, double amount, double strength, List<Area> parts) {
        public Area {
            parts = List.copyOf(parts);
        }
    }

    /** Where an area is. */
    record Place(Area area, double x, double y, double width, double height) {
        double middleX() {
            return x + width / 2;
        }

        double middleY() {
            return y + height / 2;
        }

        boolean contains(double px, double py) {
            return px >= x && py >= y && px < x + width && py < y + height;
        }
    }

    private final Canvas canvas = new Canvas();
    private List<Area> areas = List.of();
    private List<Place> groups = List.of();
    private List<Place> leaves = List.of();
    /** The theme tells its colours before everything is here that is drawn with them. */
    private boolean made;

    private final ThemeColour weak = new ThemeColour("treemap-weak", this::draw);
    private final ThemeColour strong = new ThemeColour("treemap-strong", this::draw);
    private final ThemeColour group = new ThemeColour("treemap-group", this::draw);
    private final ThemeColour words = new ThemeColour("treemap-text", this::draw);
    private final ThemeColour chosenColour = new ThemeColour("treemap-chosen", this::draw);
    private final Tooltip tip = new Tooltip();
    private final ReadOnlyObjectWrapper<@Nullable Area> chosen = new ReadOnlyObjectWrapper<>();

    public Treemap() {
        getStyleClass().add("treemap");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setMinSize(0, 0);
        canvas.setManaged(false);
        getChildren().addAll(weak, strong, group, words, chosenColour, canvas);
        Tooltip.install(this, tip);
        addEventHandler(MouseEvent.MOUSE_MOVED, event -> {
            Place under = at(event.getX(), event.getY());
            tip.setText(under == null ? "" : under.area().words());
        });
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> {
            requestFocus();
            Place under = at(event.getX(), event.getY());
            choose(under == null ? null : under.area());
        });
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        made = true;
        focusedProperty().subscribe(_ -> draw());
    }

    /** The largest first, whatever order they come in. */
    public void show(List<Area> shown) {
        areas = List.copyOf(shown);
        if (chosen.get() != null && leavesOf(areas).noneMatch(area -> area.equals(chosen.get()))) {
            chosen.set(null);
        }
        requestLayout();
    }

    public ReadOnlyObjectProperty<@Nullable Area> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    public void choose(@Nullable Area area) {
        chosen.set(area);
        draw();
    }

    /** What is drawn, for who looks for something in it. */
    public List<Area> areas() {
        return areas;
    }

    private static Stream<Area> leavesOf(List<Area> areas) {
        return areas.stream().flatMap(area -> area.parts().isEmpty() ? Stream.of(area) : leavesOf(area.parts()));
    }

    @Override
    protected void layoutChildren() {
        double width = Math.max(0, getWidth());
        double height = Math.max(0, getHeight());
        canvas.setWidth(width);
        canvas.setHeight(height);
        groups = squarified(areas, 0, 0, width, height);
        leaves = new ArrayList<>();
        for (Place place : groups) {
            if (place.area().parts().isEmpty()) {
                leaves.add(place);
                continue;
            }
            double title = isTitled(place) ? TITLE : 0;
            leaves.addAll(squarified(
                    place.area().parts(),
                    place.x() + GAP,
                    place.y() + GAP + title,
                    Math.max(0, place.width() - 2 * GAP),
                    Math.max(0, place.height() - 2 * GAP - title)));
        }
        draw();
    }

    private static boolean isTitled(Place place) {
        return place.width() >= LEAST_TITLED && place.height() >= 2 * TITLE;
    }

    /** Rows along the shorter side, each as long as its worst shape still gets better. */
    static List<Place> squarified(List<Area> areas, double x, double y, double width, double height) {
        List<Area> rest = areas.stream()
                .filter(area -> area.amount() > 0)
                .sorted(Comparator.comparingDouble(Area::amount).reversed())
                .toList();
        double total = rest.stream().mapToDouble(Area::amount).sum();
        List<Place> places = new ArrayList<>();
        if (total <= 0 || width <= 0 || height <= 0) {
            return places;
        }
        double scale = width * height / total;
        double left = x;
        double top = y;
        double wide = width;
        double high = height;
        int from = 0;
        while (from < rest.size()) {
            double side = Math.min(wide, high);
            int to = from;
            double sum = 0;
            double worst = Double.MAX_VALUE;
            double largest = rest.get(from).amount() * scale;
            while (to < rest.size()) {
                double next = sum + rest.get(to).amount() * scale;
                double smallest = rest.get(to).amount() * scale;
                double shape = Math.max(side * side * largest / (next * next), next * next / (side * side * smallest));
                if (shape > worst) {
                    break;
                }
                worst = shape;
                sum = next;
                to++;
            }
            double thick = side <= 0 ? 0 : sum / side;
            double along = 0;
            for (Area area : rest.subList(from, to)) {
                double length = sum <= 0 ? 0 : area.amount() * scale / sum * side;
                places.add(
                        wide >= high
                                ? new Place(area, left, top + along, thick, length)
                                : new Place(area, left + along, top, length, thick));
                along += length;
            }
            if (wide >= high) {
                left += thick;
                wide = Math.max(0, wide - thick);
            } else {
                top += thick;
                high = Math.max(0, high - thick);
            }
            from = to;
        }
        return places;
    }

    private @Nullable Place at(double x, double y) {
        for (Place place : leaves) {
            if (place.contains(x, y)) {
                return place;
            }
        }
        return null;
    }

    private void draw() {
        if (!made) {
            return;
        }
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        graphics.setFont(Font.font("Inter", FONT));
        graphics.setTextBaseline(VPos.CENTER);
        Color text = words.get();
        for (Place place : groups) {
            if (!place.area().parts().isEmpty() && place.width() > 2 && place.height() > 2) {
                graphics.setFill(group.get());
                fill(graphics, place);
                if (isTitled(place)) {
                    name(graphics, place, place.y() + TITLE / 2 + GAP, text);
                }
            }
        }
        Place marked = null;
        for (Place place : leaves) {
            if (place.width() < 1 || place.height() < 1) {
                continue;
            }
            graphics.setFill(weak.get().interpolate(strong.get(), place.area().strength()));
            fill(graphics, place);
            if (place.width() >= LEAST_NAMED && place.height() >= TITLE) {
                name(graphics, place, place.middleY(), text);
            }
            if (place.area().equals(chosen.get())) {
                marked = place;
            }
        }
        if (marked != null) {
            graphics.setStroke(chosenColour.get());
            graphics.setLineWidth(2);
            graphics.strokeRect(
                    marked.x() + 1, marked.y() + 1, Math.max(0, marked.width() - 2), Math.max(0, marked.height() - 2));
        }
    }

    private static void fill(GraphicsContext graphics, Place place) {
        graphics.fillRect(
                place.x() + GAP / 2,
                place.y() + GAP / 2,
                Math.max(0.5, place.width() - GAP),
                Math.max(0.5, place.height() - GAP));
    }

    private static void name(GraphicsContext graphics, Place place, double middle, Color colour) {
        String shown = fitting(place.area().name(), place.width() - 2 * PADDING);
        graphics.setFill(colour);
        graphics.fillText(shown, place.x() + PADDING, middle);
    }

    private static String fitting(String name, double width) {
        if (widthOf(name) <= width) {
            return name;
        }
        for (int length = name.length() - 1; length > 1; length--) {
            String shorter = name.substring(0, length) + "…";
            if (widthOf(shorter) <= width) {
                return shorter;
            }
        }
        return "";
    }

    private static double widthOf(String words) {
        Text text = new Text(words);
        text.setFont(Font.font("Inter", FONT));
        return text.getLayoutBounds().getWidth();
    }

    private void key(KeyEvent event) {
        if (leaves.isEmpty()) {
            return;
        }
        Place now = leaves.stream()
                .filter(place -> place.area().equals(chosen.get()))
                .findFirst()
                .orElse(null);
        Place next = now == null
                ? leaves.getFirst()
                : switch (event.getCode()) {
                    case LEFT -> nearest(now, -1, 0);
                    case RIGHT -> nearest(now, 1, 0);
                    case UP -> nearest(now, 0, -1);
                    case DOWN -> nearest(now, 0, 1);
                    case HOME -> leaves.getFirst();
                    default -> null;
                };
        if (next != null && (event.getCode().isArrowKey() || event.getCode() == KeyCode.HOME)) {
            choose(next.area());
            event.consume();
        }
    }

    /** The nearest in a direction; the same where there is none. */
    private Place nearest(Place from, int right, int down) {
        Place best = from;
        double least = Double.MAX_VALUE;
        for (Place place : leaves) {
            double dx = place.middleX() - from.middleX();
            double dy = place.middleY() - from.middleY();
            double ahead = dx * right + dy * down;
            double aside = Math.abs(dx * down) + Math.abs(dy * right);
            if (place.width() >= 1 && place.height() >= 1 && ahead > 0.5 && ahead + 2 * aside < least) {
                least = ahead + 2 * aside;
                best = place;
            }
        }
        return best;
    }
}
