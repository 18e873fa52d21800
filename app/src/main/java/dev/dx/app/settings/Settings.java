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
 * @param openProjects folders that are open in the window, in the order of their tabs
 * @param window null before the window was closed for the first time
 * @param language the window's, by its tag; empty for the desktop's
 * @param others keys another version of DX wrote, with their JSON text; they are kept as they are
 */
public record Settings(
        ThemeChoice theme,
        List<Path> recentProjects,
        List<Path> openProjects,
        @Nullable WindowPlace window,
        String language,
        Map<String, String> others) {
    /** As many recent projects are remembered. */
    public static final int RECENT_PROJECTS = 12;

    /** As many are opened again. */
    public static final int OPEN_PROJECTS = 16;

    public static final Settings INITIAL = new Settings(ThemeChoice.SYSTEM, List.of(), List.of(), null, "", Map.of());

    public Settings {
        recentProjects =
                recentProjects.stream().distinct().limit(RECENT_PROJECTS).toList();
        openProjects = openProjects.stream().distinct().limit(OPEN_PROJECTS).toList();
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Settings withTheme(ThemeChoice choice) {
        return new Settings(choice, recentProjects, openProjects, window, language, others);
    }

    public Settings withWindow(WindowPlace place) {
        return new Settings(theme, recentProjects, openProjects, place, language, others);
    }

    public Settings withLanguage(String tag) {
        return new Settings(theme, recentProjects, openProjects, window, tag, others);
    }

    /** The project moves to the front of the recent ones. */
    public Settings withRecent(Path project) {
        List<Path> projects = new ArrayList<>(recentProjects);
        projects.remove(project);
        projects.addFirst(project);
        return new Settings(theme, projects, openProjects, window, language, others);
    }

    public Settings withoutRecent(Path project) {
        List<Path> projects = new ArrayList<>(recentProjects);
        projects.remove(project);
        return new Settings(theme, projects, openProjects, window, language, others);
    }

    public Settings withOpen(List<Path> projects) {
        return new Settings(theme, recentProjects, projects, window, language, others);
    }
}
