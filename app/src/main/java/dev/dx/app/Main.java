package dev.dx.app;

import dev.dx.engine.Environment;
import java.nio.file.Path;
import java.util.List;

/** Picks the window or the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("dx 0.1.0 " + List.of(args) + Path.of("")
                + Environment.current().dxHome());
    }
}
