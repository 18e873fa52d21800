package dev.dx.app.gui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Window;
import org.testfx.api.FxRobot;
import org.testfx.robot.BaseRobot;
import org.testfx.robot.Motion;
import org.testfx.robot.MouseRobot;
import org.testfx.service.query.PointQuery;
import org.testfx.util.NodeQueryUtils;

/**
 * A robot that goes where it clicks in one leap and a step, in place of two hundred steps, and goes on when the window has
 * been laid out anew, in place of sleeping after whatever it does.
 */
final class QuickRobot extends FxRobot {
    /** The first is that in which what was done is seen, by the second it is laid out. */
    private static final int FRAMES = 2;

    @Override
    public FxRobot moveTo(PointQuery where, Motion motion) {
        leap(where);
        TestWindow.frames(FRAMES);
        return this;
    }

    @Override
    public FxRobot clickOn(PointQuery where, Motion motion, MouseButton... buttons) {
        leap(where);
        MouseRobot mouse = robotContext().getMouseRobot();
        MouseButton[] pressed = buttons.length == 0 ? new MouseButton[] {MouseButton.PRIMARY} : buttons;
        mouse.pressNoWait(pressed);
        mouse.releaseNoWait(pressed);
        TestWindow.frames(FRAMES);
        return this;
    }

    @Override
    public FxRobot clickOn(String query, Motion motion, MouseButton... buttons) {
        return clickOn(visible(query), motion, buttons);
    }

    @Override
    public FxRobot rightClickOn(String query, Motion motion) {
        return clickOn(query, motion, MouseButton.SECONDARY);
    }

    @Override
    public FxRobot moveTo(String query, Motion motion) {
        return moveTo(visible(query), motion);
    }

    /** Where things are is asked on the thread that lays them out: any other may find them half done. */
    private PointQuery visible(String query) {
        return TestWindow.onUi(
                () -> point(lookup(query).match(NodeQueryUtils.isVisible()).<Node>query()));
    }

    @Override
    public FxRobot push(KeyCode... keys) {
        List<KeyCode> backwards = new ArrayList<>(List.of(keys));
        Collections.reverse(backwards);
        robotContext().getKeyboardRobot().pressNoWait(keys);
        robotContext().getKeyboardRobot().releaseNoWait(backwards.toArray(new KeyCode[0]));
        TestWindow.frames(FRAMES);
        return this;
    }

    @Override
    public FxRobot write(String text) {
        Scene scene = TestWindow.onUi(() -> Window.getWindows().stream()
                .filter(Window::isFocused)
                .findFirst()
                .orElseThrow()
                .getScene());
        BaseRobot robot = robotContext().getBaseRobot();
        text.chars().forEach(each -> robot.typeKeyboard(scene, KeyCode.UNDEFINED, Character.toString((char) each)));
        TestWindow.frames(FRAMES);
        return this;
    }

    /** The step that is left is what lets the pointer enter. What was changed a moment ago has its new place by then. */
    private void leap(PointQuery where) {
        Point2D point = TestWindow.onUi(() -> {
            Window.getWindows().forEach(window -> {
                window.getScene().getRoot().applyCss();
                window.getScene().getRoot().layout();
            });
            return where.query();
        });
        MouseRobot mouse = robotContext().getMouseRobot();
        mouse.moveNoWait(point.add(-1, -1));
        mouse.moveNoWait(point);
    }
}
