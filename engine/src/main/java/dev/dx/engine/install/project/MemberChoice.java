package dev.dx.engine.install.project;

import dev.dx.engine.npm.config.NpmConfig;
import java.util.List;

/**
 * Whom of a workspace a command is for. Where nobody is chosen it is for the project: its own manifest is changed, and
 * everything is installed.
 *
 * @param named members by name or folder, as {@code -w} has them
 * @param filters patterns, as {@code --filter} has them
 */
public record MemberChoice(Members members, List<String> named, List<String> filters, Root root) {
    public static final MemberChoice NONE = new MemberChoice(Members.CHOSEN, List.of(), List.of(), Root.LEFT_OUT);

    public MemberChoice {
        named = List.copyOf(named);
        filters = List.copyOf(filters);
    }

    public enum Members {
        /** Those that are named, or that a filter takes. */
        CHOSEN,
        /** All there are, as {@code -r} asks. */
        ALL
    }

    /** Whether the project itself is among those that are chosen. */
    public enum Root {
        LEFT_OUT,
        INCLUDED
    }

    public static MemberChoice named(List<String> names) {
        return new MemberChoice(Members.CHOSEN, names, List.of(), Root.LEFT_OUT);
    }

    /** Whether nobody is chosen. */
    public boolean isNone() {
        return members == Members.CHOSEN && named.isEmpty() && filters.isEmpty();
    }

    /** This choice, or where it is none, what npm's settings choose. */
    public MemberChoice orElse(NpmConfig config) {
        Root asked = config.flag("include-workspace-root", false) ? Root.INCLUDED : root;
        if (!isNone()) {
            return new MemberChoice(members, named, filters, asked);
        }
        Members all = config.flag("workspaces", false) ? Members.ALL : Members.CHOSEN;
        return new MemberChoice(all, config.list("workspace"), List.of(), asked);
    }
}
