package dev.dx.app.settings;

/** Where the window stood on the screen. {@code maximized} windows keep the size to return to. */
public record WindowPlace(double x, double y, double width, double height, boolean maximized) {
    public WindowPlace {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !(width > 0) || !(height > 0)) {
            throw new IllegalArgumentException("a window has a finite place and a size");
        }
    }
}
