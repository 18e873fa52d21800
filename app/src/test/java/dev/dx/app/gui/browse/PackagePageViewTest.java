package dev.dx.app.gui.browse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.npm.registry.InstallSize;
import org.junit.jupiter.api.Test;

class PackagePageViewTest {
    @Test
    void whatIsNotKnownIsNotNothing() {
        assertEquals("41 kB in 2 packages", PackagePageView.installSize(new InstallSize(41_000, 2, 0)));
        assertEquals("at least 41 kB in 48 packages", PackagePageView.installSize(new InstallSize(41_000, 48, 3)));
        assertEquals("48 packages", PackagePageView.installSize(new InstallSize(0, 48, 48)));
    }
}
