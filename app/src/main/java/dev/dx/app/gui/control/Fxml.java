package dev.dx.app.gui.control;

import dev.dx.app.gui.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Objects;
import javafx.fxml.FXMLLoader;

/** Loads the FXML that has its controller's name and stands in its package's folder. */
public final class Fxml {
    private Fxml() {}

    /** Fills the controller's fields and calls its {@code initialize}. */
    public static <T> T load(Object controller, Class<T> rootType) {
        Class<?> type = controller.getClass();
        String name = type.getSimpleName() + ".fxml";
        URL url = Objects.requireNonNull(type.getResource(name), name);
        FXMLLoader loader = new FXMLLoader(url, Messages.bundle());
        loader.setController(controller);
        try {
            return rootType.cast(loader.load());
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
