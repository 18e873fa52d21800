package dev.dx.app.gui.projects;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.project.DependencyKind;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.ObservableList;

/** The form in which a user says what is to be added to a project; as an observable it changes with what that comes to. */
public final class AdditionForm extends ObjectBinding<Change.Add> {
    private final ObservableList<DependencyItem> items;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final StringProperty text = new SimpleStringProperty("");
    private final ObjectProperty<DependencyKind> kind = new SimpleObjectProperty<>(DependencyKind.PRODUCTION);
    private final BooleanBinding empty = Bindings.createBooleanBinding(() -> specs().isEmpty(), text);

    /** @param items what the project depends on already */
    AdditionForm(ObservableList<DependencyItem> items) {
        this.items = items;
        bind(text, kind, items);
    }

    public BooleanProperty openProperty() {
        return open;
    }

    /** What the user types: names, each with a version if they like. */
    public StringProperty textProperty() {
        return text;
    }

    public ObjectProperty<DependencyKind> kindProperty() {
        return kind;
    }

    /** Whether nothing is named yet. */
    public BooleanBinding emptyProperty() {
        return empty;
    }

    @Override
    protected Change.Add computeValue() {
        List<String> specs = specs();
        // Without a kind the engine takes production dependencies, unless it finds the package in another list.
        boolean asUsual =
                kind.get() == DependencyKind.PRODUCTION && specs.stream().noneMatch(this::standsElsewhere);
        return new Change.Add(specs, asUsual ? null : kind.get(), Change.Precision.CARET);
    }

    private List<String> specs() {
        return List.of(text.get().strip().split("\\s+")).stream()
                .filter(spec -> !spec.isEmpty())
                .toList();
    }

    private boolean standsElsewhere(String spec) {
        int at = spec.indexOf('@', 1);
        String name = at < 0 ? spec : spec.substring(0, at);
        return items.stream().anyMatch(item -> item.name().equals(name) && item.kind() != DependencyKind.PRODUCTION);
    }
}
