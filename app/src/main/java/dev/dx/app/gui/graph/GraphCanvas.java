package dev.dx.app.gui.graph;

import dev.dx.engine.graph.GraphNode;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javafx.animation.PauseTransition;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Background;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import javafx.scene.transform.Affine;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Draws a {@link GraphDrawing} and lets it be moved and zoomed. What was drawn last reaches beyond what is seen and is moved
 * as a picture; it is drawn anew when the hand rests, or leaves what was drawn.
 */
final class GraphCanvas extends Pane {
    private static final double MARGIN = 320;
    /** Left free where everything is in view. */
    private static final double AROUND = 16;

    private static final double LEAST_SCALE = 0.005;
    private static final double MOST_SCALE = 2.5;
    /** Below this nothing could be read. */
    private static final double READABLE_SCALE = 0.42;

    private static final double COMFORTABLE_SCALE = 0.85;
    /** From here on labels can be read. */
    private static final double LEGIBLE_SCALE = 0.62;

    private static final int FEW = 150;
    private static final int LONGEST_LABEL = 25;
    private static final double LARGEST_EXPORT = 6_000;
    private static final Duration REST = Duration.millis(90);

    private final Canvas canvas = new Canvas();
    private final Affine moved = new Affine();
    private final Canvas map = new Canvas(150, 96);
    private final Region mapView = new Region();
    private final Region mapBox = new Region();
    private final Region edgeColour = probe("graph-edge");
    private final Region textColour = probe("graph-text");
    private final Region pageColour = probe("graph-page");
    private final Region chosenColour = probe("graph-chosen");
    private final PauseTransition rest = new PauseTransition(REST);
    private final Consumer<@Nullable GraphNode> onChosen;
    private @Nullable GraphDrawing drawing;
    private IntFunction<Color> colours = _ -> Color.GRAY;
    private BitSet found = new BitSet();
    private int chosen = -1;
    private double scale = 1;
    /** What of the drawing is in the middle of the view. */
    private double middleX;

    private double middleY;
    private double drawnScale = 1;
    private double drawnX;
    private double drawnY;
    private double pressedX;
    private double pressedY;
    private boolean dragged;
    /** Nobody has moved or zoomed what is shown since it came. */
    private boolean untouched = true;

    private int draws;

    GraphCanvas(Consumer<@Nullable GraphNode> onChosen) {
        this.onChosen = onChosen;
        getStyleClass().add("graph-canvas");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        canvas.getTransforms().add(moved);
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        mapBox.getStyleClass().add("graph-map");
        mapView.getStyleClass().add("graph-map-view");
        mapView.setMouseTransparent(true);
        map.setMouseTransparent(true);
        getChildren().addAll(edgeColour, textColour, pageColour, chosenColour, canvas, mapBox, map, mapView);
        rest.setOnFinished(_ -> draw());
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventHandler(MouseEvent.MOUSE_RELEASED, this::released);
        addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        mapBox.addEventHandler(MouseEvent.MOUSE_PRESSED, this::mapPressed);
        mapBox.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::mapPressed);
        for (Region probe : new Region[] {edgeColour, textColour, pageColour, chosenColour}) {
            probe.backgroundProperty().subscribe(_ -> redraw());
        }
    }

    /** How often everything was drawn; panning over what is there draws nothing. */
    int draws() {
        return draws;
    }

    double scale() {
        return scale;
    }

    void show(@Nullable GraphDrawing shown, IntFunction<Color> nodeColours) {
        boolean other = !Objects.equals(drawing, shown);
        drawing = shown;
        colours = nodeColours;
        if (other) {
            chosen = -1;
            found = new BitSet();
            untouched = true;
            begin();
        }
        drawMap();
        draw();
    }

    void choose(int node) {
        if (node != chosen) {
            chosen = node;
            if (untouched && node >= 0 && !isInView(node)) {
                begin();
            } else {
                draw();
            }
        }
    }

    /** Marks what a search found. */
    void mark(BitSet nodes) {
        found = nodes;
        draw();
    }

    /** Brings a node to the middle, large enough to be read. */
    void centre(int node) {
        GraphDrawing shown = drawing;
        if (shown != null && node >= 0) {
            if (untouched && scale >= LEGIBLE_SCALE && fits(shown, scale)) {
                return;
            }
            untouched = false;
            middleX = shown.x(node);
            middleY = shown.y(node);
            scale = Math.max(scale, COMFORTABLE_SCALE);
            draw();
        }
    }

    private boolean isInView(int node) {
        GraphDrawing shown = drawing;
        return shown != null
                && Math.abs(shown.x(node) - middleX) + LayeredLayout.NODE_WIDTH / 2 <= getWidth() / scale / 2
                && Math.abs(shown.y(node) - middleY) + LayeredLayout.NODE_HEIGHT / 2 <= getHeight() / scale / 2;
    }

    private boolean fits(GraphDrawing shown, double at) {
        return shown.width() * at <= getWidth() && shown.height() * at <= getHeight();
    }

    /**
     * Everything in view. Where it could not be read so, what is chosen with as much around it as can be, or the beginning;
     * what nobody could read anyway is seen whole.
     */
    private void begin() {
        GraphDrawing shown = drawing;
        fit();
        if (shown != null && scale < LEGIBLE_SCALE && shown.nodes().size() <= FEW) {
            scale = COMFORTABLE_SCALE;
            double wide = getWidth() / scale;
            middleX = chosen >= 0 && shown.width() > wide
                    ? Math.clamp(shown.x(chosen), wide / 2, shown.width() - wide / 2)
                    : shown.width() / 2 - Math.max(0, shown.width() - wide) / 2;
            middleY = shown.y(Math.max(chosen, 0));
            draw();
        }
    }

    /** Everything in view. */
    void fit() {
        GraphDrawing shown = drawing;
        if (shown == null || getWidth() == 0) {
            return;
        }
        double whole = Math.min((getWidth() - 2 * AROUND) / shown.width(), (getHeight() - 2 * AROUND) / shown.height());
        scale = Math.clamp(whole, LEAST_SCALE, 1.1);
        middleX = shown.width() / 2;
        middleY = shown.height() / 2;
        draw();
    }

    void zoom(double factor) {
        zoomAt(factor, getWidth() / 2, getHeight() / 2);
    }

    /** All of it, as large as a picture may be. */
    WritableImage picture() {
        GraphDrawing shown = drawing;
        double width = shown == null ? 1 : shown.width();
        double height = shown == null ? 1 : shown.height();
        double size = Math.min(1.5, LARGEST_EXPORT / Math.max(width, height));
        Canvas all = new Canvas(Math.max(1, width * size), Math.max(1, height * size));
        if (shown != null) {
            paint(shown, all, size, 0, 0);
        }
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(colourOf(pageColour));
        return all.snapshot(parameters, null);
    }

    static String shortened(String label) {
        return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL - 1) + "\u2026";
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth() + 2 * MARGIN;
        double height = getHeight() + 2 * MARGIN;
        boolean first = canvas.getWidth() == 0;
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
            if (first || untouched) {
                begin();
            }
            draw();
        }
        double left = getWidth() - map.getWidth() - 16;
        double top = getHeight() - map.getHeight() - 16;
        mapBox.resizeRelocate(left, top, map.getWidth(), map.getHeight());
        map.relocate(left, top);
        placeMapView();
    }

    private void redraw() {
        if (drawing != null) {
            drawMap();
            draw();
        }
    }

    private void draw() {
        rest.stop();
        GraphDrawing shown = drawing;
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        drawnScale = scale;
        drawnX = middleX;
        drawnY = middleY;
        if (shown != null && canvas.getWidth() > 0) {
            double left = middleX - (getWidth() / 2 + MARGIN) / scale;
            double top = middleY - (getHeight() / 2 + MARGIN) / scale;
            paint(shown, canvas, scale, left, top);
            draws++;
        }
        move();
    }

    /** Moves what was drawn to where it is seen now. */
    private void move() {
        double factor = scale / drawnScale;
        double x = getWidth() / 2 - factor * (getWidth() / 2 + MARGIN) + (drawnX - middleX) * scale;
        double y = getHeight() / 2 - factor * (getHeight() / 2 + MARGIN) + (drawnY - middleY) * scale;
        moved.setToTransform(factor, 0, x, 0, factor, y);
        placeMapView();
        boolean inside = factor == 1
                && Math.abs(drawnX - middleX) * scale < MARGIN
                && Math.abs(drawnY - middleY) * scale < MARGIN;
        if (!inside) {
            rest.playFromStart();
        }
    }

    private void paint(GraphDrawing shown, Canvas target, double size, double left, double top) {
        GraphicsContext graphics = target.getGraphicsContext2D();
        double right = left + target.getWidth() / size;
        double bottom = top + target.getHeight() / size;
        graphics.save();
        graphics.scale(size, size);
        graphics.translate(-left, -top);
        edges(shown, graphics, size, left, top, right, bottom);
        boolean readable = size >= READABLE_SCALE;
        graphics.setFont(Font.font("Inter", 12));
        graphics.setTextBaseline(VPos.CENTER);
        graphics.setLineWidth(1 / Math.min(1, size));
        Color page = colourOf(pageColour);
        Color text = colourOf(textColour);
        Color mark = colourOf(chosenColour);
        for (int node = 0; node < shown.nodes().size(); node++) {
            double x = shown.x(node) - LayeredLayout.NODE_WIDTH / 2;
            double y = shown.y(node) - LayeredLayout.NODE_HEIGHT / 2;
            if (x > right || x + LayeredLayout.NODE_WIDTH < left || y > bottom || y + LayeredLayout.NODE_HEIGHT < top) {
                continue;
            }
            Color colour = colours.apply(node);
            graphics.setFill(page.interpolate(colour, readable ? 0.16 : 0.8));
            graphics.fillRoundRect(x, y, LayeredLayout.NODE_WIDTH, LayeredLayout.NODE_HEIGHT, 10, 10);
            if (readable) {
                graphics.setStroke(colour);
                graphics.strokeRoundRect(x, y, LayeredLayout.NODE_WIDTH, LayeredLayout.NODE_HEIGHT, 10, 10);
                graphics.setFill(text);
                graphics.fillText(
                        shortened(shown.nodes().get(node).label()),
                        x + 9,
                        shown.y(node),
                        LayeredLayout.NODE_WIDTH - 16);
            }
            if (node == chosen || found.get(node)) {
                graphics.setStroke(mark);
                graphics.setLineWidth((node == chosen ? 2.5 : 1.5) / Math.min(1, size));
                graphics.strokeRoundRect(
                        x - 2, y - 2, LayeredLayout.NODE_WIDTH + 4, LayeredLayout.NODE_HEIGHT + 4, 13, 13);
                graphics.setLineWidth(1 / Math.min(1, size));
            }
        }
        graphics.restore();
    }

    /** All of one colour in one stroke, those of the chosen node last and above. */
    private void edges(
            GraphDrawing shown,
            GraphicsContext graphics,
            double size,
            double left,
            double top,
            double right,
            double bottom) {
        Color edge = colourOf(edgeColour);
        graphics.setLineWidth(1 / Math.min(1, size));
        graphics.setStroke(edge.deriveColor(0, 1, 1, size < READABLE_SCALE ? 0.35 : chosen >= 0 ? 0.45 : 0.7));
        graphics.beginPath();
        for (int i = 0; i < shown.edges(); i++) {
            if (shown.from(i) != chosen && shown.to(i) != chosen) {
                edge(shown, graphics, i, left, top, right, bottom);
            }
        }
        graphics.stroke();
        if (chosen >= 0) {
            graphics.setStroke(colourOf(chosenColour));
            graphics.setLineWidth(1.6 / Math.min(1, size));
            graphics.beginPath();
            for (int i = 0; i < shown.edges(); i++) {
                if (shown.from(i) == chosen || shown.to(i) == chosen) {
                    edge(shown, graphics, i, left, top, right, bottom);
                }
            }
            graphics.stroke();
        }
    }

    private static void edge(
            GraphDrawing shown, GraphicsContext graphics, int i, double left, double top, double right, double bottom) {
        double startX = shown.x(shown.from(i)) + LayeredLayout.NODE_WIDTH / 2;
        double startY = shown.y(shown.from(i));
        double endX = shown.x(shown.to(i)) - LayeredLayout.NODE_WIDTH / 2;
        double endY = shown.y(shown.to(i));
        double bend = Math.max(32, Math.abs(endX - startX) / 2);
        if (Math.max(startX, endX) + bend < left
                || Math.min(startX, endX) - bend > right
                || Math.max(startY, endY) < top
                || Math.min(startY, endY) > bottom) {
            return;
        }
        graphics.moveTo(startX, startY);
        graphics.bezierCurveTo(startX + bend, startY, endX - bend, endY, endX, endY);
    }

    private void drawMap() {
        GraphDrawing shown = drawing;
        GraphicsContext graphics = map.getGraphicsContext2D();
        graphics.clearRect(0, 0, map.getWidth(), map.getHeight());
        if (shown == null) {
            return;
        }
        double size = mapScale(shown);
        for (int node = 0; node < shown.nodes().size(); node++) {
            graphics.setFill(colours.apply(node));
            graphics.fillRect(
                    mapX(shown, shown.x(node) - LayeredLayout.NODE_WIDTH / 2),
                    mapY(shown, shown.y(node) - LayeredLayout.NODE_HEIGHT / 2),
                    Math.max(2, LayeredLayout.NODE_WIDTH * size),
                    Math.max(1, LayeredLayout.NODE_HEIGHT * size));
        }
    }

    private double mapScale(GraphDrawing shown) {
        return Math.min((map.getWidth() - 8) / shown.width(), (map.getHeight() - 8) / shown.height());
    }

    /** Where something of the drawing is on the map: the drawing is in the middle of it. */
    private double mapX(GraphDrawing shown, double x) {
        return map.getWidth() / 2 + (x - shown.width() / 2) * mapScale(shown);
    }

    private double mapY(GraphDrawing shown, double y) {
        return map.getHeight() / 2 + (y - shown.height() / 2) * mapScale(shown);
    }

    private void placeMapView() {
        GraphDrawing shown = drawing;
        boolean useful = shown != null && (shown.width() * scale > getWidth() || shown.height() * scale > getHeight());
        mapBox.setVisible(useful);
        map.setVisible(useful);
        mapView.setVisible(useful);
        if (shown == null || !useful) {
            return;
        }
        double left = Math.clamp(mapX(shown, middleX - getWidth() / 2 / scale), 0, map.getWidth());
        double top = Math.clamp(mapY(shown, middleY - getHeight() / 2 / scale), 0, map.getHeight());
        double right = Math.clamp(mapX(shown, middleX + getWidth() / 2 / scale), 0, map.getWidth());
        double bottom = Math.clamp(mapY(shown, middleY + getHeight() / 2 / scale), 0, map.getHeight());
        mapView.resizeRelocate(
                map.getLayoutX() + left, map.getLayoutY() + top, Math.max(4, right - left), Math.max(4, bottom - top));
    }

    private void mapPressed(MouseEvent event) {
        GraphDrawing shown = drawing;
        if (shown != null) {
            double size = mapScale(shown);
            untouched = false;
            middleX = Math.clamp(shown.width() / 2 + (event.getX() - map.getWidth() / 2) / size, 0, shown.width());
            middleY = Math.clamp(shown.height() / 2 + (event.getY() - map.getHeight() / 2) / size, 0, shown.height());
            move();
        }
        event.consume();
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        pressedX = event.getX();
        pressedY = event.getY();
        dragged = false;
    }

    private void dragged(MouseEvent event) {
        if (!dragged && Math.hypot(event.getX() - pressedX, event.getY() - pressedY) < 4) {
            return;
        }
        dragged = true;
        pan((event.getX() - pressedX) / scale, (event.getY() - pressedY) / scale);
        pressedX = event.getX();
        pressedY = event.getY();
    }

    private void released(MouseEvent event) {
        GraphDrawing shown = drawing;
        if (shown == null || dragged || event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        int node = shown.at(
                middleX + (event.getX() - getWidth() / 2) / scale, middleY + (event.getY() - getHeight() / 2) / scale);
        choose(node);
        onChosen.accept(node < 0 ? null : shown.nodes().get(node));
    }

    private void scrolled(ScrollEvent event) {
        if (event.getDeltaY() != 0) {
            zoomAt(Math.pow(1.0015, event.getDeltaY()), event.getX(), event.getY());
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        double step = 60 / scale;
        switch (event.getCode()) {
            case LEFT -> pan(step, 0);
            case RIGHT -> pan(-step, 0);
            case UP -> pan(0, step);
            case DOWN -> pan(0, -step);
            case PLUS, ADD, EQUALS -> zoom(1.25);
            case MINUS, SUBTRACT -> zoom(0.8);
            case DIGIT0, HOME -> fit();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void pan(double x, double y) {
        GraphDrawing shown = drawing;
        if (shown != null) {
            untouched = false;
            middleX = Math.clamp(middleX - x, 0, shown.width());
            middleY = Math.clamp(middleY - y, 0, shown.height());
            move();
        }
    }

    private void zoomAt(double factor, double viewX, double viewY) {
        double before = scale;
        untouched = false;
        scale = Math.clamp(scale * factor, LEAST_SCALE, MOST_SCALE);
        // What is under the pointer stays there.
        middleX += (viewX - getWidth() / 2) * (1 / before - 1 / scale);
        middleY += (viewY - getHeight() / 2) * (1 / before - 1 / scale);
        move();
    }

    private static Region probe(String style) {
        Region probe = new Region();
        probe.getStyleClass().add(style);
        probe.setManaged(false);
        probe.setVisible(false);
        return probe;
    }

    /** The colour that the theme's style sheet gives to a region nobody sees. */
    private static Color colourOf(Region probe) {
        Background background = probe.getBackground();
        return background != null
                        && !background.getFills().isEmpty()
                        && background.getFills().getFirst().getFill() instanceof Color colour
                ? colour
                : Color.GRAY;
    }
}
