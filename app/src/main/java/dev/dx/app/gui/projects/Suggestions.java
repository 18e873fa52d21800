package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.engine.npm.registry.PackageHits;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Packages that the last word of what is to be added may mean, as the registry finds them; where it cannot search,
 * the one of that name. Where it does not answer there are none: adding says what is wrong. UI thread only.
 */
public final class Suggestions {
    private static final int MOST = 5;

    /** One letter finds anything. */
    private static final int SHORTEST = 2;

    private final ProjectEngine engine;
    private final Background background;
    private final Path project;
    private final ReadOnlyObjectWrapper<List<PackageHits.Hit>> hits = new ReadOnlyObjectWrapper<>(List.of());
    private String asked = "";
    private Background.@Nullable Job asking;

    Suggestions(ProjectEngine engine, Background background, Path project) {
        this.engine = engine;
        this.background = background;
        this.project = project;
    }

    public ReadOnlyObjectProperty<List<PackageHits.Hit>> hitsProperty() {
        return hits.getReadOnlyProperty();
    }

    /** Asks for what the text ends with; a word with a version is complete. */
    public void ask(String text) {
        String word = lastWord(text);
        if (word.equals(asked)) {
            return;
        }
        forget();
        if (word.length() < SHORTEST || word.indexOf('@', 1) > 0 || word.contains(":")) {
            return;
        }
        asked = word;
        asking = background.run(
                () -> {
                    PackageHits found = engine.search(project, word, MOST);
                    return found == null ? List.of(named(word)) : found.hits();
                },
                hits::set,
                _ -> hits.set(List.of()));
    }

    /** Who cannot search knows names. */
    private PackageHits.Hit named(String word) {
        return new PackageHits.Hit(word, engine.latest(project, word), "", "", null, List.of());
    }

    public void forget() {
        if (asking != null) {
            asking.cancel();
            asking = null;
        }
        asked = "";
        hits.set(List.of());
    }

    /** The text with its last word replaced by the name of what was found, ready for the next. */
    static String taking(PackageHits.Hit hit, String text) {
        return text.substring(0, text.length() - lastWord(text).length()) + hit.name() + " ";
    }

    private static String lastWord(String text) {
        int end = text.length();
        while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(end);
    }
}
