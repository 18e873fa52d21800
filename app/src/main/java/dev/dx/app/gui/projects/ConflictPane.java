package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.MeetingChains;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.npm.resolve.ConflictReport;
import dev.dx.engine.npm.resolve.ConflictReport.Fix;
import dev.dx.engine.npm.resolve.ConflictReport.Side;
import dev.dx.engine.npm.resolve.ConflictReport.Step;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Two wishes that no version meets: how each came about, and the changes that would end it, each with a button that makes it. */
final class ConflictPane extends VBox {
    private static final double HIGHEST = 210;

    ConflictPane(ConflictReport report, ProjectModel model) {
        getStyleClass().add("conflict");
        setMinHeight(USE_PREF_SIZE);
        FlowPane fixes = new FlowPane();
        fixes.getStyleClass().add("ways-on");
        for (Fix fix : report.fixes()) {
            String command = model.fixCommand(fix);
            Button button = new Button(Messages.text("conflict.fix", command), new FontIcon(Feather.CHECK));
            button.setMnemonicParsing(false);
            if (fixes.getChildren().isEmpty()) {
                button.getStyleClass().add("accent");
            }
            button.disableProperty().bind(model.busyProperty());
            button.setOnAction(_ -> model.fix(fix));
            fixes.getChildren().add(button);
        }
        if (!report.fixes().isEmpty()) {
            getChildren().add(fixes);
        }
        List<List<MeetingChains.Link>> chains = new ArrayList<>();
        chains.add(links(report.demand()));
        Side side = report.sides().isEmpty() ? null : report.sides().getFirst();
        if (side != null) {
            chains.add(links(side.chain()));
        }
        String wanted = report.demand().getLast().name();
        Label title = new Label(Messages.text("conflict.title", wanted));
        title.getStyleClass().add("conflict-title");
        MeetingChains drawing =
                new MeetingChains(chains, side == null ? wanted : Messages.text("conflict.present", side.present()));
        ScrollPane scroll = new ScrollPane(drawing);
        scroll.getStyleClass().add("conflict-scroll");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(HIGHEST);
        scroll.setMinHeight(0);
        getChildren().addAll(title, scroll);
    }

    private static List<MeetingChains.Link> links(List<Step> steps) {
        return steps.stream()
                .map(step -> {
                    String from = step.from().isEmpty() ? Messages.text("conflict.project") : step.from();
                    String wish = switch (step.wish()) {
                        case USUAL -> Messages.text("conflict.wish", step.name(), step.range());
                        case PEER -> Messages.text("conflict.peer", step.name(), step.range());
                        case OPTIONAL_PEER -> Messages.text("conflict.optionalPeer", step.name(), step.range());
                    };
                    return new MeetingChains.Link(from, wish, Messages.text("conflict.sentence", from, wish));
                })
                .toList();
    }
}
