package dev.dx.app.gui.graph;

import java.util.Locale;
import java.util.function.IntFunction;

/** A drawing as SVG, readable on white. */
final class GraphSvg {
    private GraphSvg() {}

    /** @param colour of a node, as {@code #rrggbb} */
    static String of(GraphDrawing drawing, IntFunction<String> colour) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n",
                drawing.width(),
                drawing.height()));
        svg.append("""
            <rect width="100%" height="100%" fill="#ffffff"/>
            <g fill="none" stroke="#9aa2ae" stroke-opacity="0.6">
            """);
        for (int edge = 0; edge < drawing.edges(); edge++) {
            double startX = drawing.x(drawing.from(edge)) + LayeredLayout.NODE_WIDTH / 2;
            double startY = drawing.y(drawing.from(edge));
            double endX = drawing.x(drawing.to(edge)) - LayeredLayout.NODE_WIDTH / 2;
            double endY = drawing.y(drawing.to(edge));
            double bend = Math.max(32, Math.abs(endX - startX) / 2);
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f\"/>%n",
                    startX,
                    startY,
                    startX + bend,
                    startY,
                    endX - bend,
                    endY,
                    endX,
                    endY));
        }
        svg.append("</g>\n");
        for (int node = 0; node < drawing.nodes().size(); node++) {
            double left = drawing.x(node) - LayeredLayout.NODE_WIDTH / 2;
            double top = drawing.y(node) - LayeredLayout.NODE_HEIGHT / 2;
            String label = escaped(drawing.nodes().get(node).label());
            svg.append(String.format(
                    Locale.ROOT,
                    "<g><title>%s</title><rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"5\""
                            + " fill=\"%s\" fill-opacity=\"0.18\" stroke=\"%s\"/><text x=\"%.0f\" y=\"%.0f\""
                            + " fill=\"#1d2129\">%s</text></g>%n",
                    label,
                    left,
                    top,
                    LayeredLayout.NODE_WIDTH,
                    LayeredLayout.NODE_HEIGHT,
                    colour.apply(node),
                    colour.apply(node),
                    left + 8,
                    drawing.y(node) + 4,
                    escaped(GraphCanvas.shortened(drawing.nodes().get(node).label()))));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(code -> {
            switch (code) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (code >= ' ') {
                        escaped.appendCodePoint(code);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
