package dev.dx.engine.npm;

/** Where a setting can come from, the strongest first. */
public enum ConfigLayer {
    COMMAND_LINE,
    ENVIRONMENT,
    /** The {@code .npmrc} beside package.json. It came with the project, so it is not trusted with the user's secrets. */
    PROJECT,
    USER,
    GLOBAL,
    /** The {@code npmrc} that npm itself was installed with. */
    BUILTIN
}
