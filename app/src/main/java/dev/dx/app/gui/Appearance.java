package dev.dx.app.gui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import atlantafx.base.theme.Theme;
import dev.dx.app.settings.SettingsFile;
import dev.dx.app.settings.ThemeChoice;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;

/** Light or dark: what the user chose, else what the desktop is, also while it changes. */
final class Appearance {
    private final ObjectProperty<ThemeChoice> choice = new SimpleObjectProperty<>(ThemeChoice.SYSTEM);
    private final ObjectBinding<ColorScheme> scheme;

    Appearance(SettingsFile settings) {
        IconFont.load();
        choice.set(settings.current().theme());
        scheme = Bindings.createObjectBinding(
                this::effective, choice, Platform.getPreferences().colorSchemeProperty());
        choice.subscribe(chosen -> settings.update(all -> all.withTheme(chosen)));
    }

    ObjectProperty<ThemeChoice> choiceProperty() {
        return choice;
    }

    /** What is shown now. */
    ObjectBinding<ColorScheme> schemeProperty() {
        return scheme;
    }

    /** From light to dark or back, whatever brought it there. */
    void toggle() {
        choice.set(scheme.get() == ColorScheme.DARK ? ThemeChoice.LIGHT : ThemeChoice.DARK);
    }

    /** Dresses the application before its first scene is made: a theme set later means a second pass over everything. */
    void dressApplication() {
        Application.setUserAgentStylesheet(theme(scheme.get()).getUserAgentStylesheetBSS());
    }

    /** Dresses the scene, now and whenever the scheme changes. */
    void dress(Scene scene) {
        scheme.subscribe(now -> {
            Application.setUserAgentStylesheet(theme(now).getUserAgentStylesheetBSS());
            scene.getStylesheets().setAll(stylesheets(now));
        });
    }

    private static List<String> stylesheets(ColorScheme scheme) {
        return List.of(
                url("app.css"),
                switch (scheme) {
                    case LIGHT -> url("light.css");
                    case DARK -> url("dark.css");
                });
    }

    private static Theme theme(ColorScheme scheme) {
        return switch (scheme) {
            case LIGHT -> new PrimerLight();
            case DARK -> new PrimerDark();
        };
    }

    private static String url(String name) {
        return Objects.requireNonNull(Appearance.class.getResource(name), name).toExternalForm();
    }

    private ColorScheme effective() {
        return switch (choice.get()) {
            case SYSTEM -> Platform.getPreferences().getColorScheme();
            case LIGHT -> ColorScheme.LIGHT;
            case DARK -> ColorScheme.DARK;
        };
    }
}
