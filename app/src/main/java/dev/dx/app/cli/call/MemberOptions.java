package dev.dx.app.cli.call;

import dev.dx.engine.install.project.MemberChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom of a workspace a command is for. */
public final class MemberOptions implements OptionGroup {
    @Option(
            names = {"-w", "--workspace"},
            paramLabel = "MEMBER",
            description = "Do it for this member of the workspace, by name or folder; may be repeated.")
    List<String> named = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive", "--workspaces", "-ws"},
            description = "Do it for every member of the workspace.")
    boolean all;

    @Option(
            names = {"-F", "--filter"},
            paramLabel = "PATTERN",
            description =
                    "Do it for the members that match: 'web-*', './apps/*', 'web...' with what it needs, '!web' all"
                            + " but web.")
    List<String> filters = new ArrayList<>();

    @Option(
            names = {"--include-workspace-root", "-iwr"},
            description = "With one of these, do it for the project itself too.")
    boolean root;

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "-r", "--recursive", "--workspaces", "-ws" -> all = true;
            case "--include-workspace-root", "-iwr" -> root = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return switch (name) {
            case "-w", "--workspace" -> named::add;
            case "-F", "--filter" -> filters::add;
            default -> null;
        };
    }

    /** Those the options choose; without any, the member whose folder the caller is in. */
    public MemberChoice choice(Invocation invocation) {
        MemberChoice.Root itself = root ? MemberChoice.Root.INCLUDED : MemberChoice.Root.LEFT_OUT;
        MemberChoice.Members members = all ? MemberChoice.Members.ALL : MemberChoice.Members.CHOSEN;
        String here = invocation.member();
        boolean byFolder = here != null && !all && named.isEmpty() && filters.isEmpty();
        return new MemberChoice(members, byFolder ? List.of(here) : named, filters, itself);
    }
}
