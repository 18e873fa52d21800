package dev.dx.app.settings;

/** Which look the user asked for. */
public enum ThemeChoice {
    /** Light or dark as the desktop is, also when it changes. */
    SYSTEM,
    LIGHT,
    DARK
}
