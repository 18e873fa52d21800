package dev.dx.app.gui.projects;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.project.DependencyKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change as words that outlive the process, and back. */
final class ChangeWords {
    private ChangeWords() {}

    static List<String> of(Change change) {
        return switch (change) {
            case Change.Sync _ -> List.of("install");
            case Change.Import(String lockFile) -> words(lockFile == null ? List.of() : List.of(lockFile), "import");
            case Change.Add add ->
                words(
                        add.specs(),
                        "add",
                        add.saveAs() == null ? "" : add.saveAs().name(),
                        add.precision().name());
            case Change.Update update ->
                words(update.names(), "update", update.reach().name());
            case Change.Dedupe _ -> List.of("dedupe");
            case Change.Prune _ -> List.of("prune");
            case Change.Approve approve ->
                words(approve.names(), "approve", approve.verdict().name());
            case Change.Rebuild rebuild -> words(rebuild.names(), "rebuild");
            case Change.Remove remove -> words(remove.names(), "remove");
            case Change.Link link ->
                words(link.folders().stream().map(Path::toString).toList(), "link");
        };
    }

    /** @throws IllegalArgumentException if no change reads like that */
    static Change change(List<String> words) {
        return switch (word(words, 0)) {
            case "install" -> new Change.Sync();
            case "import" -> new Change.Import(words.size() > 1 ? words.get(1) : null);
            case "add" ->
                new Change.Add(rest(words, 3), kind(word(words, 1)), Change.Precision.valueOf(word(words, 2)));
            case "update" -> new Change.Update(rest(words, 2), Change.Reach.valueOf(word(words, 1)));
            case "dedupe" -> new Change.Dedupe();
            case "prune" -> new Change.Prune();
            case "approve" -> new Change.Approve(rest(words, 2), Change.Verdict.valueOf(word(words, 1)));
            case "rebuild" -> new Change.Rebuild(rest(words, 1));
            case "remove" -> new Change.Remove(rest(words, 1));
            case "link" -> new Change.Link(rest(words, 1).stream().map(Path::of).toList());
            default -> throw new IllegalArgumentException(words.toString());
        };
    }

    private static List<String> words(List<String> rest, String... first) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(rest);
        return words;
    }

    private static String word(List<String> words, int at) {
        if (at >= words.size()) {
            throw new IllegalArgumentException(words.toString());
        }
        return words.get(at);
    }

    private static List<String> rest(List<String> words, int from) {
        return words.subList(Math.min(from, words.size()), words.size());
    }

    private static @Nullable DependencyKind kind(String name) {
        return name.isEmpty() ? null : DependencyKind.valueOf(name);
    }
}
