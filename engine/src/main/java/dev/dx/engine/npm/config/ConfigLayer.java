package dev.dx.engine.npm.config;

/** Where a setting can come from, the strongest first. */
public enum ConfigLayer {
    COMMAND_LINE,
    ENVIRONMENT,
    /** The {@code .npmrc} beside package.json. It came with the project, so it is not trusted with the user's secrets. */
    PROJECT,
    USER,
    GLOBAL,
    /** The {@code npmrc} that npm itself was installed with. */
    BUILTIN;

    public boolean isFile() {
        return switch (this) {
            case COMMAND_LINE, ENVIRONMENT -> false;
            case PROJECT, USER, GLOBAL, BUILTIN -> true;
        };
    }
}
