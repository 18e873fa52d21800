package dev.dx.app.gui;

import java.nio.file.Path;
import java.util.List;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The window's application. */
public final class DxApplication extends Application {
    /** Opens the window, on a project folder if one is given, and returns when it was closed. */
    public static void launch(@Nullable Path folder) {
        List<String> arguments = folder == null ? List.of() : List.of(folder.toString());
        Application.launch(DxApplication.class, arguments.toArray(String[]::new));
    }

    @Override
    public void start(Stage stage) {
        stage.setTitle("DX");
        stage.setScene(new Scene(new Label(String.join(" ", getParameters().getRaw()))));
        stage.show();
    }
}
