package dev.dx.app.gui;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.Pane;
import javafx.scene.robot.Robot;
import javafx.stage.Stage;
import javafx.stage.StageStyle;

/**
 * Another program than DX, with a window of its own, out of which files can be dragged. It takes {@code drag FILE|FILE},
 * {@code move X Y} and {@code release} on standard input; the pointer is the display's own. It says {@code dragging} when the
 * drag has begun, and {@code done} with what became of it.
 */
final class DragSource {
    static final int X = 1000;
    private static final int SIZE = 200;

    private final List<File> files = new ArrayList<>();

    private DragSource() {}

    public static void main(String... arguments) {
        Platform.startup(() -> new DragSource().show(new Stage()));
    }

    private void show(Stage stage) {
        Pane pane = new Pane();
        pane.setOnDragDetected(event -> {
            ClipboardContent content = new ClipboardContent();
            content.putFiles(files);
            pane.startDragAndDrop(TransferMode.COPY).setContent(content);
            event.consume();
            say("dragging");
        });
        pane.setOnDragDone(event -> say("done " + event.getTransferMode()));
        stage.initStyle(StageStyle.UNDECORATED);
        stage.setScene(new Scene(pane, SIZE, SIZE));
        stage.setX(X);
        stage.setY(0);
        stage.setOnShown(_ -> say("ready"));
        stage.show();
        Robot robot = new Robot();
        Thread.ofPlatform().daemon().start(() -> obey(robot));
    }

    private void obey(Robot robot) {
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String command = line;
                Platform.runLater(() -> obey(robot, command));
            }
        } catch (IOException gone) {
            say(gone.toString());
        }
        Platform.exit();
    }

    private void obey(Robot robot, String command) {
        String[] words = command.split(" ", 2);
        switch (words[0]) {
            case "drag" -> {
                files.clear();
                for (String file : words[1].split("\\|")) {
                    files.add(new File(file));
                }
                robot.mouseMove(X + SIZE / 2, SIZE / 2);
                robot.mousePress(MouseButton.PRIMARY);
            }
            case "move" -> {
                String[] place = words[1].split(" ");
                robot.mouseMove(Double.parseDouble(place[0]), Double.parseDouble(place[1]));
            }
            case "release" -> robot.mouseRelease(MouseButton.PRIMARY);
            default -> say("what is " + command);
        }
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
