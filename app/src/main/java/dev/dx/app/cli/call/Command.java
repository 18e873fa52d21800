package dev.dx.app.cli.call;

import java.util.List;

/** One command with its arguments. */
public interface Command {
    /** Does it. Returns what the process answers; failures are thrown. */
    int run(Invocation invocation);

    /**
     * Whether it wants a process that is the caller's own: for its terminal, for a window, or because it stays. Such a
     * command is not done by a resident engine.
     */
    default boolean needsOwnProcess(Invocation invocation) {
        return options().stream().anyMatch(group -> group.wantsTerminal(invocation));
    }

    /**
     * Whether all it does, once it knows what, is to run programs for the caller: then one who needs a process of his own
     * can be told which.
     */
    default boolean runsPrograms() {
        return false;
    }

    /** The options it has beside {@link GlobalOptions}. */
    default List<OptionGroup> options() {
        return List.of();
    }

    /** Which arguments are not DX's to read. */
    default Rest rest() {
        return Rest.NONE;
    }

    /** Takes an argument that is not an option; false if it has no place for it. */
    default boolean operand(String argument) {
        return false;
    }

    /** Which arguments are handed on as they are. */
    enum Rest {
        NONE,
        /** Those after {@code --}, and options that DX does not know. */
        UNKNOWN,
        /** All from the first that is no option. */
        AFTER_FIRST
    }
}
