package dev.dx.app.gui;

import dev.dx.app.gui.control.ScreenView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Which screen is in front. A screen is made when it is first shown and kept from then on. */
final class Navigator {
    private final List<Screen> screens;
    private final Map<Screen, ScreenView> views = new HashMap<>();
    private final ReadOnlyObjectWrapper<Screen> current = new ReadOnlyObjectWrapper<>();

    /** @param screens in the order of the rail; the first one is shown first */
    Navigator(List<Screen> screens) {
        this.screens = List.copyOf(screens);
        current.set(this.screens.getFirst());
    }

    List<Screen> screens() {
        return screens;
    }

    ReadOnlyObjectProperty<Screen> currentProperty() {
        return current.getReadOnlyProperty();
    }

    void show(Screen screen) {
        current.set(screen);
    }

    ScreenView view() {
        return views.computeIfAbsent(current.get(), screen -> screen.view().get());
    }
}
