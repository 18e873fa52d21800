package dev.dx.app.gui.projects;

import dev.dx.app.gui.task.Background;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry for the newest versions of a project's dependencies, a few at a time, and stops asking when the
 * registry cannot be reached: a table of a thousand rows must not mean a thousand time-outs. UI thread only.
 */
final class LatestVersions {
    /** So many questions are open at once; the registry and the install beside it have other things to do as well. */
    static final int IN_FLIGHT = 6;

    private final Path project;
    private final ProjectEngine engine;
    private final Background background;
    private final SequencedSet<DependencyItem> waiting = new LinkedHashSet<>();
    private final Map<DependencyItem, Background.Job> asked = new HashMap<>();
    private final ReadOnlyObjectWrapper<@Nullable DxException> problem = new ReadOnlyObjectWrapper<>();

    LatestVersions(Path project, ProjectEngine engine, Background background) {
        this.project = project;
        this.engine = engine;
        this.background = background;
    }

    /** Why the registry could not be asked; null while it could. */
    ReadOnlyObjectProperty<@Nullable DxException> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Asks for those of the items whose newest version is not known. */
    void ask(Collection<DependencyItem> items) {
        problem.set(null);
        for (DependencyItem item : items) {
            if (item.comesFromRegistry() && !(item.latest() instanceof Latest.Known) && !asked.containsKey(item)) {
                waiting.add(item);
            }
        }
        askMore();
    }

    /** Forgets the questions nobody has answered yet. */
    void stop() {
        waiting.clear();
        asked.values().forEach(Background.Job::cancel);
        asked.keySet().forEach(item -> item.setLatest(new Latest.Unasked()));
        asked.clear();
    }

    private void askMore() {
        while (asked.size() < IN_FLIGHT && !waiting.isEmpty()) {
            DependencyItem item = waiting.removeFirst();
            item.setLatest(new Latest.Asking());
            String name = item.name();
            asked.put(
                    item,
                    background.run(
                            () -> engine.latest(project, name),
                            version -> answered(item, new Latest.Known(version)),
                            failure -> failed(item, failure)));
        }
    }

    private void answered(DependencyItem item, Latest answer) {
        if (asked.remove(item) != null) {
            item.setLatest(answer);
            askMore();
        }
    }

    private void failed(DependencyItem item, DxException failure) {
        if (failure.code() == ErrorCode.DX_NETWORK || failure.code() == ErrorCode.DX_OFFLINE) {
            stop();
            problem.set(failure);
        }
        answered(item, new Latest.Unavailable(failure));
    }
}
