package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * The ways on from a failure as buttons, as far as they can be gone where it is shown.
 *
 * @param actions what each of them does there
 */
record WayOnButtons(Map<WayOn, Runnable> actions) {
    List<Node> of(DxException failure, WayOn.Place place) {
        return WayOn.outOf(failure, place).stream()
                .filter(actions::containsKey)
                .<Node>map(this::button)
                .toList();
    }

    private Button button(WayOn way) {
        Button button = switch (way) {
            case TRY_AGAIN -> new Button(Messages.text("wayOn.again"), new FontIcon(Feather.ROTATE_CW));
            case OPEN_MANIFEST -> new Button(Messages.text("wayOn.manifest"), new FontIcon(Feather.FILE_TEXT));
            case OPEN_FOLDER -> new Button(Messages.text("wayOn.folder"), new FontIcon(Feather.FOLDER));
            case CHOOSE_FOLDER -> new Button(Messages.text("wayOn.choose"), new FontIcon(Feather.FOLDER_PLUS));
            case CLOSE_PROJECT -> new Button(Messages.text("wayOn.close"), new FontIcon(Feather.X));
            case TRY_CONNECTION -> new Button(Messages.text("wayOn.connection"), new FontIcon(Feather.WIFI));
            case MAKE_ROOM -> new Button(Messages.text("wayOn.room"), new FontIcon(Feather.HARD_DRIVE));
            case SHOW_LOG -> new Button(Messages.text("wayOn.log"), new FontIcon(Feather.ALIGN_LEFT));
        };
        button.setMinWidth(Region.USE_PREF_SIZE);
        Runnable action = actions.getOrDefault(way, () -> {});
        button.setOnAction(_ -> action.run());
        return button;
    }
}
