package dev.dx.app.gui.control;

import javafx.scene.Node;

/** Whether a node is there at all: one that is not takes no room. */
public final class Shown {
    private Shown() {}

    public static void only(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
