package dev.dx.app.gui.settings;

/**
 * One of npm's settings.
 *
 * @param value as it may be shown; empty for none
 * @param from where it comes from
 * @param source the file, or words for what is not a file; empty for a default
 */
public record Setting(String key, String value, From from, String source, Secrecy secrecy) {
    /** Where a setting can come from. */
    public enum From {
        COMMAND_LINE,
        ENVIRONMENT,
        PROJECT,
        USER,
        GLOBAL,
        BUILTIN,
        DEFAULT
    }

    /** Whether its value may be seen. */
    public enum Secrecy {
        OPEN,
        SECRET
    }
}
