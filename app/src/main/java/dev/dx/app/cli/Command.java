package dev.dx.app.cli;

import java.util.List;

/** One command with its arguments. */
interface Command {
    /** Does it. Returns what the process answers; failures are thrown. */
    int run(Invocation invocation);

    /** The options it has beside {@link GlobalOptions}. */
    default List<OptionGroup> options() {
        return List.of();
    }

    /** Takes an argument that is not an option; false if it has no place for it. */
    default boolean operand(String argument) {
        return false;
    }
}
