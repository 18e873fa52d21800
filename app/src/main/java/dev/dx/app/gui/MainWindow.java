package dev.dx.app.gui;

import dev.dx.app.gui.control.CommandPalette;
import dev.dx.app.gui.control.Fxml;
import dev.dx.app.gui.control.OperationPanel;
import dev.dx.app.gui.control.OperationsDrawer;
import dev.dx.app.gui.control.Question;
import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.control.ScreenView;
import dev.dx.app.gui.control.Toasts;
import dev.dx.app.gui.registry.RegistryModel;
import dev.dx.app.gui.task.Journal;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Outcome;
import dev.dx.app.gui.text.FailureText;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.ThemeChoice;
import dev.dx.registry.RegistryStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What surrounds the screens: the rail that leads to them, the theme, and the status bar. */
@SuppressWarnings("NullAway.Init") // FXMLLoader fills the fields before the constructor ends
final class MainWindow {
    private static final KeyCombination PALETTE = KeyCombination.valueOf("Shortcut+K");
    private static final String TOGGLE_THEME = "Shortcut+L";
    private static final String OPERATIONS = "Shortcut+J";

    private final Services services;
    private final Scene scene;
    private Subscription statusOfScreen = Subscription.EMPTY;
    private Subscription statusOfOperation = Subscription.EMPTY;
    private final Map<Operation<?>, Screen> begunOn = new HashMap<>();
    private final OperationsDrawer drawer;

    @FXML
    private StackPane root;

    @FXML
    private VBox rail;

    @FXML
    private FontIcon themeIcon;

    @FXML
    private ToggleGroup themes;

    @FXML
    private RadioMenuItem themeSystem;

    @FXML
    private RadioMenuItem themeLight;

    @FXML
    private RadioMenuItem themeDark;

    @FXML
    private StackPane screenHost;

    @FXML
    private FontIcon statusIcon;

    @FXML
    private Label status;

    @FXML
    private ProgressBar statusProgress;

    @FXML
    private ToggleButton operationsToggle;

    @FXML
    private VBox page;

    @FXML
    private Toasts toasts;

    @FXML
    private CommandPalette palette;

    @FXML
    private Question closeQuestion;

    MainWindow(Services services, double width, double height) {
        this.services = services;
        services.appearance().dressApplication();
        this.drawer = new OperationsDrawer(services.operations(), () -> operationsToggle.setSelected(false));
        Fxml.load(this, Node.class);
        this.scene = new Scene(root, width, height);
        services.appearance().dress(scene);
        scene.addEventHandler(KeyEvent.KEY_PRESSED, this::shortcut);
        services.navigator().currentProperty().subscribe(_ -> showScreen());
        services.interrupted(this::tellInterrupted);
        Platform.runLater(MainWindow::prepare);
    }

    /**
     * What shows everything that runs is read and built once beside the UI thread: the first time takes as long as several
     * frames.
     */
    private static void prepare() {
        Thread.ofPlatform()
                .name("dx-prepare")
                .daemon()
                .start(() -> new OperationPanel(new OperationLog(), () -> {}).setVisible(false));
    }

    /** An earlier window died in the middle of these. They are told again each time until they are answered for. */
    private void tellInterrupted(List<Journal.Interrupted> works) {
        toasts.show(
                Toasts.Kind.BAD,
                Messages.text("interrupted.title", works.size()),
                works.stream().map(Journal.Interrupted::title).collect(Collectors.joining("\n"))
                        + "\n"
                        + Messages.text("interrupted.text"),
                Messages.text("interrupted.finish", works.size()),
                () -> works.forEach(services::resume),
                () -> works.forEach(services::forget));
    }

    Scene scene() {
        return scene;
    }

    /** Says something that concerns no screen in particular. */
    void notice(String text) {
        toasts.show(Toasts.Kind.CALM, text, "");
    }

    /** Closes at once where nothing runs; else asks what is to become of it, and closes when all of it has stopped. */
    void closeWhenPossible(Runnable close) {
        closeOperations(() -> closeRegistry(close));
    }

    private void closeRegistry(Runnable close) {
        RegistryModel registry = services.registry();
        if (!registry.isRunning()) {
            close.run();
            return;
        }
        Question.Asked asked = new Question.Asked(
                Messages.text("close.registry.title"),
                Messages.text("close.registry.text"),
                "",
                Messages.text("close.registry.stop"),
                Messages.text("close.no"));
        Runnable stop = () -> {
            registry.statusProperty().subscribe(status -> {
                if (status.state() == RegistryStatus.State.STOPPED) {
                    close.run();
                }
            });
            registry.stop();
        };
        if (registry.canLeave()) {
            closeQuestion.ask(
                    asked, stop, Messages.text("close.registry.leave"), () -> registry.leave(close), () -> {});
        } else {
            closeQuestion.ask(asked, stop, () -> {});
        }
    }

    private void closeOperations(Runnable close) {
        Operations operations = services.operations();
        if (operations.running().isEmpty()) {
            close.run();
            return;
        }
        closeQuestion.ask(
                new Question.Asked(
                        Messages.text("close.title", operations.running().size()),
                        Messages.text("close.text"),
                        "",
                        Messages.text("close.yes"),
                        Messages.text("close.no")),
                () -> {
                    operations.running().addListener((ListChangeListener<Operation<?>>) _ -> {
                        if (operations.running().isEmpty()) {
                            close.run();
                        }
                    });
                    operations.cancelAll();
                    if (operations.running().isEmpty()) {
                        close.run();
                    }
                },
                () -> {});
    }

    @FXML
    void initialize() {
        ToggleGroup group = new ToggleGroup();
        for (Screen screen : services.navigator().screens()) {
            rail.getChildren().add(railButton(screen, group));
        }
        // The screen in front stays chosen when its own button is pressed.
        group.selectedToggleProperty().addListener((_, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            }
        });
        initializeTheme();
        Operations operations = services.operations();
        operations.running().addListener((ListChangeListener<Operation<?>>) change -> {
            while (change.next()) {
                change.getAddedSubList()
                        .forEach(begun -> begunOn.put(
                                begun, services.navigator().currentProperty().get()));
                change.getRemoved().forEach(this::ended);
            }
            showStatus();
        });
        page.getChildren().add(drawer);
        operationsToggle.selectedProperty().subscribe(open -> {
            drawer.setVisible(open);
            drawer.setManaged(open);
            if (open) {
                drawer.select(null);
                drawer.focus();
            }
        });
    }

    /** What ends where nobody who looks at the window would see it. */
    private void ended(Operation<?> operation) {
        Screen begun = begunOn.remove(operation);
        Navigator navigator = services.navigator();
        boolean seen = navigator.currentProperty().get().equals(begun)
                && navigator.view().shows(operation);
        if (seen || operationsToggle.isSelected()) {
            return;
        }
        String show = Messages.text("toast.show");
        Runnable open = () -> {
            operationsToggle.setSelected(true);
            drawer.select(operation);
        };
        switch (operation.outcome()) {
            case Outcome.Done<?> _ -> {
                String shortcoming = operation.shortcoming();
                if (shortcoming == null) {
                    toasts.show(Toasts.Kind.GOOD, operation.title(), Messages.text("toast.done"), show, open);
                } else {
                    toasts.show(Toasts.Kind.ATTENTION, operation.title(), shortcoming, show, open);
                }
            }
            case Outcome.Failed<?>(var reason) ->
                toasts.show(Toasts.Kind.BAD, operation.title(), FailureText.of(reason), show, open);
            case Outcome.Cancelled<?> _, Outcome.Running<?> _, Outcome.Cancelling<?> _ -> {}
        }
    }

    private ToggleButton railButton(Screen screen, ToggleGroup group) {
        ToggleButton button = new ToggleButton(screen.title(), new FontIcon(screen.icon()));
        button.setContentDisplay(ContentDisplay.TOP);
        button.getStyleClass().add("rail-item");
        button.setToggleGroup(group);
        button.setOnAction(_ -> services.navigator().show(screen));
        services.navigator().currentProperty().subscribe(current -> button.setSelected(current.equals(screen)));
        return button;
    }

    private void initializeTheme() {
        Appearance appearance = services.appearance();
        themeSystem.setUserData(ThemeChoice.SYSTEM);
        themeLight.setUserData(ThemeChoice.LIGHT);
        themeDark.setUserData(ThemeChoice.DARK);
        appearance
                .choiceProperty()
                .subscribe(choice -> themes.selectToggle(
                        switch (choice) {
                            case SYSTEM -> themeSystem;
                            case LIGHT -> themeLight;
                            case DARK -> themeDark;
                        }));
        ChangeListener<Object> chosen = (_, _, _) -> {
            if (themes.getSelectedToggle() != null
                    && themes.getSelectedToggle().getUserData() instanceof ThemeChoice choice) {
                appearance.choiceProperty().set(choice);
            }
        };
        themes.selectedToggleProperty().addListener(chosen);
        appearance
                .schemeProperty()
                .subscribe(scheme -> themeIcon.setIconCode(scheme == ColorScheme.DARK ? Feather.MOON : Feather.SUN));
    }

    private void showScreen() {
        ScreenView view = services.navigator().view();
        screenHost.getChildren().setAll(view.node());
        view.focus();
        statusOfScreen.unsubscribe();
        statusOfScreen = view.status().subscribe(_ -> showStatus());
    }

    /**
     * Not the scene's own accelerators: a menu that shows a key takes it over there, and takes it along when it goes. A
     * question that is asked comes before everything else.
     */
    private void shortcut(KeyEvent event) {
        if (closeQuestion.isVisible() || palette.isVisible()) {
            return;
        }
        if (PALETTE.match(event)) {
            palette.open(commands());
            event.consume();
            return;
        }
        for (ScreenCommand command : commands()) {
            if (command.key() != null
                    && command.key().match(event)
                    && command.possible().getAsBoolean()) {
                command.run().run();
                event.consume();
                return;
            }
        }
    }

    /** What can be done now, what belongs to the screen in front first. */
    private List<ScreenCommand> commands() {
        List<ScreenCommand> commands =
                new ArrayList<>(services.navigator().view().commands());
        int number = 1;
        for (Screen screen : services.navigator().screens()) {
            commands.add(ScreenCommand.of(
                    Messages.text("command.goTo", screen.title()),
                    screen.icon(),
                    "Shortcut+" + number++,
                    () -> services.navigator().show(screen)));
        }
        commands.add(ScreenCommand.of(
                Messages.text("command.operations"),
                Feather.LIST,
                OPERATIONS,
                () -> operationsToggle.setSelected(!operationsToggle.isSelected())));
        commands.add(ScreenCommand.of(
                Messages.text("command.theme"),
                Feather.MOON,
                TOGGLE_THEME,
                () -> services.appearance().toggle()));
        return commands;
    }

    @FXML
    void openPalette() {
        palette.open(commands());
    }

    /** What runs, and where nothing does, what is true. */
    private void showStatus() {
        statusOfOperation.unsubscribe();
        statusOfOperation = Subscription.EMPTY;
        int count = services.operations().running().size();
        statusProgress.setVisible(count > 0);
        statusProgress.setManaged(count > 0);
        if (count == 0) {
            statusIcon.setIconCode(Feather.CHECK);
            status.setText(services.navigator().view().status().getValue());
            return;
        }
        Operation<?> first = services.operations().running().getFirst();
        statusIcon.setIconCode(Feather.LOADER);
        status.setText(count == 1 ? first.title() : Messages.text("status.operations", first.title(), count - 1));
        statusOfOperation =
                first.advanceProperty().subscribe(advance -> statusProgress.setProgress(advance.fraction()));
    }
}
