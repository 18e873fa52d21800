package dev.dx.app.gui.markdown;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.npm.markdown.Block;
import dev.dx.engine.npm.markdown.Inline;
import dev.dx.engine.npm.markdown.Markdown;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/** A document as nodes. Of a long one the beginning is shown, and the rest when it is asked for. */
public final class MarkdownView extends VBox {
    private static final int BLOCKS_AT_ONCE = 120;

    private final Consumer<String> onLink;

    /** @param onLink told what link to the outside was chosen: http and https only */
    public MarkdownView(Consumer<String> onLink) {
        this.onLink = onLink;
        getStyleClass().add("markdown");
    }

    public void show(Markdown document) {
        getChildren().clear();
        more(document.blocks(), 0);
    }

    private void more(List<Block> blocks, int from) {
        int to = Math.min(blocks.size(), from + BLOCKS_AT_ONCE);
        blocks.subList(from, to).forEach(block -> getChildren().add(node(block)));
        if (to < blocks.size()) {
            Button rest = new Button(Messages.text("markdown.more"));
            rest.setOnAction(_ -> {
                getChildren().remove(rest);
                more(blocks, to);
            });
            getChildren().add(rest);
        }
    }

    private Node node(Block block) {
        return switch (block) {
            case Block.Heading(int level, List<Inline> content) -> {
                TextFlow heading = flow(content, "md-heading", "md-heading-" + Math.min(level, 4));
                yield heading;
            }
            case Block.Paragraph(List<Inline> content) -> flow(content, "md-text");
            case Block.Code(String text) -> code(text);
            case Block.Quote(List<Block> content) -> {
                VBox quote = new VBox();
                quote.getStyleClass().add("md-quote");
                content.forEach(each -> quote.getChildren().add(node(each)));
                yield quote;
            }
            case Block.Listing(int first, List<List<Block>> items) -> listing(first, items);
            case Block.Table(List<List<List<Inline>>> rows) -> table(rows);
            case Block.Rule _ -> {
                Region rule = new Region();
                rule.getStyleClass().add("md-rule");
                yield rule;
            }
        };
    }

    private static Node code(String text) {
        Label code = new Label(text);
        code.getStyleClass().add("md-code");
        code.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        ScrollPane pane = new ScrollPane(code);
        pane.getStyleClass().add("md-code-box");
        pane.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        pane.setFitToWidth(false);
        pane.setMinHeight(Region.USE_PREF_SIZE);
        pane.setFocusTraversable(false);
        // The wheel belongs to the page: this scrolls sideways alone.
        pane.addEventFilter(ScrollEvent.SCROLL, event -> {
            if (event.getDeltaX() == 0 && pane.getParent() != null) {
                pane.getParent().fireEvent(event.copyFor(pane.getParent(), pane.getParent()));
                event.consume();
            }
        });
        return pane;
    }

    private Node listing(int first, List<List<Block>> items) {
        VBox list = new VBox();
        list.getStyleClass().add("md-list");
        int number = first;
        for (List<Block> item : items) {
            Label mark = new Label(first < 0 ? "\u2022" : number++ + ".");
            mark.getStyleClass().add("md-mark");
            mark.setMinWidth(Region.USE_PREF_SIZE);
            VBox content = new VBox();
            content.getStyleClass().add("md-item");
            content.setMinWidth(0);
            HBox.setHgrow(content, Priority.ALWAYS);
            item.forEach(block -> content.getChildren().add(node(block)));
            HBox row = new HBox(mark, content);
            row.getStyleClass().add("md-row");
            list.getChildren().add(row);
        }
        return list;
    }

    private Node table(List<List<List<Inline>>> rows) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("md-table");
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                TextFlow cell = flow(rows.get(row).get(column), row == 0 ? "md-head" : "md-cell");
                GridPane.setHgrow(cell, Priority.SOMETIMES);
                GridPane.setValignment(cell, VPos.TOP);
                grid.add(cell, column, row);
            }
        }
        int columns = rows.getFirst().size();
        for (int column = 0; column < columns; column++) {
            ColumnConstraints width = new ColumnConstraints();
            width.setPercentWidth(100.0 / columns);
            grid.getColumnConstraints().add(width);
        }
        return grid;
    }

    private TextFlow flow(List<Inline> content, String... styles) {
        TextFlow flow = new TextFlow();
        flow.getStyleClass().addAll(styles);
        flow.setMinWidth(0);
        content.forEach(inline -> add(flow, inline, List.of()));
        return flow;
    }

    private void add(TextFlow flow, Inline inline, List<String> styles) {
        switch (inline) {
            case Inline.Text(String text) -> flow.getChildren().add(text(text, styles));
            case Inline.Code(String text) -> {
                Label code = new Label(text);
                code.getStyleClass().add("md-inline-code");
                flow.getChildren().add(code);
            }
            case Inline.Strong(List<Inline> content) ->
                content.forEach(each -> add(flow, each, with(styles, "md-strong")));
            case Inline.Emphasis(List<Inline> content) ->
                content.forEach(each -> add(flow, each, with(styles, "md-emphasis")));
            case Inline.Struck(List<Inline> content) ->
                content.forEach(each -> add(flow, each, with(styles, "md-struck")));
            case Inline.Picture(String alternative) -> {
                if (!alternative.isEmpty()) {
                    Label picture = new Label(alternative);
                    picture.getStyleClass().add("md-picture");
                    flow.getChildren().add(picture);
                }
            }
            case Inline.Break _ -> flow.getChildren().add(text("\n", styles));
            case Inline.Link(List<Inline> content, String target) -> link(flow, content, target, styles);
        }
    }

    private void link(TextFlow flow, List<Inline> content, String target, List<String> styles) {
        String words = plain(content);
        String scheme = target.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("https://") && !scheme.startsWith("http://")) {
            content.forEach(each -> add(flow, each, styles));
            return;
        }
        if (words.isBlank()) {
            return;
        }
        Hyperlink link = new Hyperlink(words);
        link.getStyleClass().add("md-link");
        link.setTooltip(new Tooltip(target));
        link.setOnAction(_ -> onLink.accept(target));
        flow.getChildren().add(link);
    }

    private static String plain(List<Inline> content) {
        StringBuilder plain = new StringBuilder();
        for (Inline inline : content) {
            plain.append(
                    switch (inline) {
                        case Inline.Text(String text) -> text;
                        case Inline.Code(String text) -> text;
                        case Inline.Picture(String alternative) -> alternative;
                        case Inline.Break _ -> " ";
                        case Inline.Strong(List<Inline> inner) -> plain(inner);
                        case Inline.Emphasis(List<Inline> inner) -> plain(inner);
                        case Inline.Struck(List<Inline> inner) -> plain(inner);
                        case Inline.Link(List<Inline> inner, String _) -> plain(inner);
                    });
        }
        return plain.toString();
    }

    private static List<String> with(List<String> styles, String more) {
        return Stream.concat(styles.stream(), Stream.of(more)).toList();
    }

    private static Text text(String text, List<String> styles) {
        Text node = new Text(text);
        node.getStyleClass().add("md-plain");
        node.getStyleClass().addAll(styles);
        return node;
    }
}
