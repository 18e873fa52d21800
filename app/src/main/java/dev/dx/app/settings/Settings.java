package dev.dx.app.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the window remembers.
 *
 * @param recentProjects folders, the last one used first
 * @param window null before the window was closed for the first time
 * @param language the window's, by its tag; empty for the desktop's
 * @param others keys another version of DX wrote, with their JSON text; they are kept as they are
 */
public record Settings(
        ThemeChoice theme,
        List<Path> recentProjects,
        @Nullable WindowPlace window,
        String language,
        Map<String, String> others) {
    /** As many recent projects are remembered. */
    public static final int RECENT_PROJECTS = 12;

    public static final Settings INITIAL = new Settings(ThemeChoice.SYSTEM, List.of(), null, "", Map.of());

    public Settings {
        recentProjects =
                recentProjects.stream().distinct().limit(RECENT_PROJECTS).toList();
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Settings withTheme(ThemeChoice choice) {
        return new Settings(choice, recentProjects, window, language, others);
    }

    public Settings withWindow(WindowPlace place) {
        return new Settings(theme, recentProjects, place, language, others);
    }

    public Settings withLanguage(String tag) {
        return new Settings(theme, recentProjects, window, tag, others);
    }

    /** The project moves to the front of the recent ones. */
    public Settings withRecent(Path project) {
        List<Path> projects = new ArrayList<>(recentProjects);
        projects.remove(project);
        projects.addFirst(project);
        return new Settings(theme, projects, window, language, others);
    }

    public Settings withoutRecent(Path project) {
        List<Path> projects = new ArrayList<>(recentProjects);
        projects.remove(project);
        return new Settings(theme, projects, window, language, others);
    }
}
