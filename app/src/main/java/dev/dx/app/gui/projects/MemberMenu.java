package dev.dx.app.gui.projects;

import dev.dx.app.gui.control.Shown;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.overview.ProjectMember;
import java.util.Objects;
import javafx.collections.ListChangeListener;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import org.jspecify.annotations.Nullable;

/** Which member of a workspace is shown: the project itself first, then each of them. Not there where there are none. */
record MemberMenu(ProjectModel model, MenuButton button) {
    void fill() {
        button.setMnemonicParsing(false);
        button.disableProperty().bind(model.busyProperty());
        model.members().addListener((ListChangeListener<ProjectMember>) _ -> fillItems());
        model.memberProperty().subscribe(_ -> fillItems());
        fillItems();
    }

    private void fillItems() {
        ProjectMember chosen = model.memberProperty().get();
        Shown.only(button, !model.members().isEmpty());
        button.setText(
                chosen == null ? Messages.text("member.none", model.members().size()) : chosen.name());
        ToggleGroup group = new ToggleGroup();
        button.getItems().setAll(item(Messages.text("member.project", model.name()), null, group));
        button.getItems().add(new SeparatorMenuItem());
        for (ProjectMember member : model.members()) {
            button.getItems().add(item(Messages.text("member.one", member.name(), member.folder()), member, group));
        }
    }

    private RadioMenuItem item(String text, @Nullable ProjectMember member, ToggleGroup group) {
        RadioMenuItem item = new RadioMenuItem(text);
        item.setMnemonicParsing(false);
        item.setToggleGroup(group);
        item.setSelected(Objects.equals(member, model.memberProperty().get()));
        item.setOnAction(_ -> model.choose(member));
        return item;
    }
}
