package dev.dx.engine.install.overview;

/**
 * A member of a project's workspace.
 *
 * @param folder as a path from the project's
 */
public record ProjectMember(String name, String folder) {}
