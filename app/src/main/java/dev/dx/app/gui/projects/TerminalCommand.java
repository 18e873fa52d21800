package dev.dx.app.gui.projects;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.project.DependencyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command that does in a terminal, in the project's folder, what the window is about to do. */
final class TerminalCommand {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private TerminalCommand() {}

    /** Runs a script of package.json, or of a member's. */
    static String run(String script, @Nullable ProjectMember member) {
        return "dx run " + (member == null ? "" : "-w " + quoted(member.name()) + " ") + quoted(script);
    }

    static String of(Change change) {
        return of(change, null);
    }

    /** @param member whom it is for; null for the project */
    static String of(Change change, @Nullable ProjectMember member) {
        List<String> words = new ArrayList<>();
        words.add("dx");
        switch (change) {
            case Change.Sync _ -> words.add("install");
            case Change.Import from -> {
                words.add("import");
                if (from.lockFile() != null) {
                    words.add(from.lockFile());
                }
            }
            case Change.Add add -> {
                words.add("add");
                words.addAll(flags(add));
                words.addAll(add.specs());
            }
            case Change.Update update -> {
                words.add("update");
                if (update.reach() == Change.Reach.LATEST) {
                    words.add("--latest");
                }
                words.addAll(update.names());
            }
            case Change.Dedupe _ -> words.add("dedupe");
            case Change.Prune _ -> words.add("prune");
            case Change.Approve approve -> {
                words.add("approve");
                if (approve.verdict() == Change.Verdict.REFUSED) {
                    words.add("--never");
                }
                words.addAll(approve.names().isEmpty() ? List.of("--all") : approve.names());
            }
            case Change.Rebuild rebuild -> {
                words.add("rebuild");
                words.addAll(rebuild.names());
            }
            case Change.Remove remove -> {
                words.add("remove");
                words.addAll(remove.names());
            }
            case Change.Link link -> {
                words.add("link");
                link.folders().forEach(folder -> words.add(folder.toString()));
            }
        }
        if (member != null) {
            words.addAll(2, List.of("-w", member.name()));
        }
        return words.stream().map(TerminalCommand::quoted).collect(Collectors.joining(" "));
    }

    private static List<String> flags(Change.Add add) {
        List<String> flags = new ArrayList<>();
        DependencyKind kind = add.saveAs();
        if (kind != null) {
            flags.add(
                    switch (kind) {
                        case PRODUCTION -> "-P";
                        case DEV -> "-D";
                        case OPTIONAL -> "-O";
                        case PEER -> "--save-peer";
                    });
        }
        if (add.precision() == Change.Precision.EXACT) {
            flags.add("-E");
        }
        return flags;
    }

    /** Shells give {@code ^}, {@code >} and {@code *} meanings of their own. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
