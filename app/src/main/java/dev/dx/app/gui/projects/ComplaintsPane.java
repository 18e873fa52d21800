package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.overview.Complaint;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What npm ls would complain of: how much of each kind, each in a sentence, and what puts it right. */
final class ComplaintsPane extends VBox {
    private static final double ROW = 26;
    private static final int MOST_ROWS = 5;

    private final ProjectModel model;
    private final Label counts = new Label();
    private final Button install = new Button(Messages.text("complaints.install"), new FontIcon(Feather.DOWNLOAD));
    private final Button prune = new Button(Messages.text("complaints.prune"), new FontIcon(Feather.TRASH_2));
    private final ListView<String> list = new ListView<>();

    ComplaintsPane(ProjectModel model) {
        this.model = model;
        getStyleClass().addAll("callout", "callout-spaced", "complaints");
        setMinHeight(USE_PREF_SIZE);
        counts.getStyleClass().add("callout-what");
        counts.setWrapText(true);
        ToggleButton show = new ToggleButton(Messages.text("complaints.show"), new FontIcon(Feather.LIST));
        show.getStyleClass().add("quiet-toggle");
        show.setId("complaintsToggle");
        install.setOnAction(_ -> model.install());
        prune.setOnAction(_ -> model.prune());
        for (Region button : List.of(show, install, prune)) {
            button.setMinWidth(USE_PREF_SIZE);
        }
        install.disableProperty().bind(model.busyProperty());
        prune.disableProperty().bind(model.busyProperty());
        HBox.setHgrow(counts, Priority.ALWAYS);
        counts.setMaxWidth(Double.MAX_VALUE);
        FontIcon icon = new FontIcon(Feather.ALERT_TRIANGLE);
        icon.getStyleClass().addAll("tone-icon", "tone-attention");
        HBox head = new HBox(icon, counts, show, prune, install);
        head.getStyleClass().add("complaints-head");
        head.setAlignment(Pos.CENTER_LEFT);
        list.getStyleClass().add("complaints-list");
        list.setFixedCellSize(ROW);
        list.setAccessibleText(Messages.text("complaints.list"));
        list.visibleProperty().bind(show.selectedProperty());
        list.managedProperty().bind(show.selectedProperty());
        getChildren().addAll(head, list);
        model.complaints().addListener((ListChangeListener<Complaint>) _ -> fill());
        fill();
    }

    private void fill() {
        List<Complaint> all = model.complaints();
        Shown.only(this, !all.isEmpty());
        List<String> parts = new ArrayList<>();
        for (Complaint.Kind kind : Complaint.Kind.values()) {
            // Several may want the same; what counts is what is the matter.
            long count = all.stream()
                    .filter(complaint -> complaint.kind() == kind)
                    .map(complaint -> complaint.place() + " " + complaint.name())
                    .distinct()
                    .count();
            if (count > 0) {
                parts.add(
                        switch (kind) {
                            case MISSING -> Messages.text("complaints.missing", count);
                            case INVALID -> Messages.text("complaints.invalid", count);
                            case UNMET_PEER -> Messages.text("complaints.unmet", count);
                            case EXTRANEOUS -> Messages.text("complaints.extraneous", count);
                        });
            }
        }
        counts.setText(String.join(Messages.text("separator"), parts));
        Shown.only(install, all.stream().anyMatch(Complaint::isFailure));
        Shown.only(prune, all.stream().anyMatch(complaint -> !complaint.isFailure()));
        list.getItems().setAll(all.stream().map(ComplaintsPane::sentence).toList());
        list.setPrefHeight(ROW * Math.min(all.size(), MOST_ROWS) + 2);
    }

    private static String sentence(Complaint complaint) {
        String by = complaint.owner().isEmpty() ? Messages.text("conflict.project") : complaint.by();
        return switch (complaint.kind()) {
            case MISSING -> Messages.text("complaint.missing", by, complaint.name(), complaint.range());
            case INVALID ->
                Messages.text("complaint.invalid", by, complaint.name(), complaint.range(), complaint.version());
            case UNMET_PEER -> Messages.text("complaint.unmet", by, complaint.name(), complaint.range());
            case EXTRANEOUS -> Messages.text("complaint.extraneous", complaint.place(), complaint.version());
        };
    }
}
