package dev.dx.app.gui.projects;

import dev.dx.engine.install.Change;
import dev.dx.engine.install.DependencyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command that does in a terminal, in the project's folder, what the window is about to do. */
final class TerminalCommand {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private TerminalCommand() {}

    /** Runs a script of package.json. */
    static String run(String script) {
        return "dx run " + quoted(script);
    }

    static String of(Change change) {
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
