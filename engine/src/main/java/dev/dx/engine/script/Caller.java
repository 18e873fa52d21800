package dev.dx.engine.script;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who has scripts run, as they are told.
 *
 * @param folder that the command was given in
 * @param command in npm's words: {@code install}, {@code run}
 * @param program that scripts start in order to run other scripts; null if there is none to start
 */
public record Caller(Path folder, String command, @Nullable Path program) {}
