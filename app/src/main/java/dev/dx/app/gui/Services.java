package dev.dx.app.gui;

import dev.dx.app.gui.bench.BenchModel;
import dev.dx.app.gui.bench.BenchView;
import dev.dx.app.gui.browse.BrowseHost;
import dev.dx.app.gui.browse.BrowseModel;
import dev.dx.app.gui.browse.BrowseView;
import dev.dx.app.gui.cache.CacheModel;
import dev.dx.app.gui.cache.CacheView;
import dev.dx.app.gui.control.Dialogs;
import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.convert.ConvertView;
import dev.dx.app.gui.graph.GraphModel;
import dev.dx.app.gui.graph.GraphView;
import dev.dx.app.gui.projects.DependencyItem;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ProjectsHost;
import dev.dx.app.gui.projects.ProjectsModel;
import dev.dx.app.gui.projects.ProjectsView;
import dev.dx.app.gui.registry.RegistryModel;
import dev.dx.app.gui.registry.RegistryView;
import dev.dx.app.gui.settings.SettingsModel;
import dev.dx.app.gui.settings.SettingsView;
import dev.dx.app.gui.store.StoreModel;
import dev.dx.app.gui.store.StoreView;
import dev.dx.app.gui.task.Background;
import dev.dx.app.gui.task.Journal;
import dev.dx.app.gui.task.Operations;
import dev.dx.app.gui.task.Resumption;
import dev.dx.app.gui.task.UiThread;
import dev.dx.app.gui.text.Messages;
import dev.dx.app.settings.SettingsFile;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.registry.RegistryStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The objects the window is made of, each made once, here and nowhere else. */
final class Services {
    private static final Path HOME = Path.of(System.getProperty("user.home", "."));

    private final SettingsFile settings;
    private final Consumer<String> browser;
    private final Journal journal;
    private final Background background;
    private final Operations operations;
    private final ProjectsModel projects;
    private final BrowseModel browse;
    private final ConvertModel convert;
    private final GraphModel graph;
    private final StoreModel store;
    private final CacheModel cache;
    private final RegistryModel registry;
    private final BenchModel bench;
    private final SettingsModel configuration;
    private final Appearance appearance;
    private final Navigator navigator;
    /** That the registry runs. UI thread only. */
    private Journal.@Nullable Mark registryMark;

    /** @param browser opens a page in the desktop's browser */
    Services(SettingsFile settings, Engines engines, Dialogs dialogs, Consumer<String> browser, UiThread ui) {
        this.settings = settings;
        this.browser = browser;
        this.journal = Journal.in(settings.folder().resolve("unfinished"));
        this.operations = new Operations(ui, journal);
        this.background = new Background(ui);
        this.projects = new ProjectsModel(engines.projects(), background, operations, settings);
        this.convert = new ConvertModel(
                engines.convert(), background, operations, this::configuredFolder, HOME.resolve("dx-packages"));
        this.graph = new GraphModel(engines.graph(), background);
        this.store = new StoreModel(engines.store(), background, operations);
        this.cache = new CacheModel(engines.cache(), background, operations);
        this.bench = new BenchModel(engines.bench(), background, operations, openFolder());
        this.browse = new BrowseModel(engines.browse(), background, new FromBrowse());
        this.registry = new RegistryModel(engines.registry(), background, Duration.ofSeconds(1));
        registry.statusProperty().subscribe(status -> markRegistry(status.state()));
        this.configuration = new SettingsModel(engines.settings(), background, this::configuredFolder, settings);
        this.appearance = new Appearance(settings);
        this.navigator = new Navigator(List.of(
                new Screen(
                        Messages.text("rail.projects"),
                        Feather.PACKAGE,
                        () -> new ProjectsView(projects, dialogs, new FromProjects())),
                new Screen(Messages.text("rail.browse"), Feather.SEARCH, () -> new BrowseView(browse)),
                new Screen(
                        Messages.text("rail.convert"),
                        Feather.ARCHIVE,
                        () -> new ConvertView(convert, dialogs, this::packagesOfProject)),
                new Screen(
                        Messages.text("rail.graph"),
                        Feather.SHARE_2,
                        () -> new GraphView(
                                graph, dialogs, background, openFolder(), projects::open, this::showDependency)),
                new Screen(Messages.text("rail.store"), Feather.DATABASE, () -> new StoreView(store)),
                new Screen(Messages.text("rail.cache"), Feather.ZAP, () -> new CacheView(cache)),
                new Screen(Messages.text("rail.registry"), Feather.SERVER, () -> new RegistryView(registry, dialogs)),
                new Screen(Messages.text("rail.bench"), Feather.BAR_CHART_2, () -> new BenchView(bench, dialogs)),
                new Screen(
                        Messages.text("rail.settings"),
                        Feather.SETTINGS,
                        () -> new SettingsView(configuration, appearance.choiceProperty()))));
    }

    /** What earlier windows did not bring to its end, told on the UI thread; not told where there is none. */
    void interrupted(Consumer<List<Journal.Interrupted>> told) {
        background.run(
                journal::interrupted,
                works -> {
                    if (!works.isEmpty()) {
                        told.accept(works);
                    }
                },
                _ -> {});
    }

    /** Takes it up again, on the screen it belongs to. */
    void resume(Journal.Interrupted work) {
        Runnable begun = () -> forget(work);
        try {
            switch (work.resumption().kind()) {
                case PROJECT -> {
                    goTo(Feather.PACKAGE);
                    projects.resume(work.resumption(), begun);
                }
                case CONVERT -> {
                    goTo(Feather.ARCHIVE);
                    convert.resume(work.resumption());
                    begun.run();
                }
                case STORE -> {
                    goTo(Feather.DATABASE);
                    store.resume(work.resumption());
                    begun.run();
                }
                case CACHE -> {
                    goTo(Feather.ZAP);
                    cache.clear();
                    begun.run();
                }
                case REGISTRY -> {
                    goTo(Feather.SERVER);
                    registry.resume(work.resumption());
                    begun.run();
                }
            }
        } catch (IllegalArgumentException illegible) {
            // Somebody else wrote it: nothing can be made of it, now or later.
            begun.run();
        }
    }

    /** It is not to be told again. */
    void forget(Journal.Interrupted work) {
        background.run(
                () -> {
                    journal.forget(work);
                    return work;
                },
                _ -> {},
                _ -> {});
    }

    /** Nothing of this window is left unfinished: it closes in good order. Blocks. */
    void finished() {
        journal.close();
    }

    private void markRegistry(RegistryStatus.State state) {
        Journal.Mark mark = registryMark;
        if (state == RegistryStatus.State.RUNNING && mark == null) {
            Resumption resumption = registry.resumption();
            background.run(
                    () -> journal.begin(Messages.text("interrupted.registry"), resumption),
                    begun -> {
                        registryMark = begun;
                        if (!registry.isRunning()) {
                            markRegistry(RegistryStatus.State.STOPPED);
                        }
                    },
                    _ -> {});
        } else if (state == RegistryStatus.State.STOPPED && mark != null) {
            registryMark = null;
            background.run(
                    () -> {
                        mark.close();
                        return mark;
                    },
                    _ -> {},
                    _ -> {});
        }
    }

    SettingsFile settings() {
        return settings;
    }

    Operations operations() {
        return operations;
    }

    /** What reads and asks for all screens. */
    public Background background() {
        return background;
    }

    ProjectsModel projects() {
        return projects;
    }

    BrowseModel browse() {
        return browse;
    }

    RegistryModel registry() {
        return registry;
    }

    SettingsModel configuration() {
        return configuration;
    }

    StoreModel store() {
        return store;
    }

    BenchModel bench() {
        return bench;
    }

    CacheModel cache() {
        return cache;
    }

    GraphModel graph() {
        return graph;
    }

    ConvertModel convert() {
        return convert;
    }

    Appearance appearance() {
        return appearance;
    }

    Navigator navigator() {
        return navigator;
    }

    /** Whose .npmrc counts where no project is meant: that of the project in front, else the user's alone. */
    private Path configuredFolder() {
        ProjectModel front = projects.current();
        // No project's .npmrc stands beside the window's own settings.
        return front == null ? Objects.requireNonNullElse(settings.file().getParent(), HOME) : front.folder();
    }

    private ObservableValue<@Nullable Path> openFolder() {
        return projects.currentProperty().map(project -> project == null ? null : project.folder());
    }

    private List<String> packagesOfProject() {
        ProjectModel front = projects.current();
        return front == null
                ? List.of()
                : front.dependencies().stream()
                        .filter(DependencyItem::comesFromRegistry)
                        .map(DependencyItem::installedSpec)
                        .toList();
    }

    private void showDependency(String name) {
        goTo(Feather.PACKAGE);
        ProjectModel front = projects.current();
        if (front != null) {
            front.reveal(name);
        }
    }

    private void goTo(Feather icon) {
        navigator.screens().stream().filter(screen -> screen.icon() == icon).forEach(navigator::show);
    }

    /** Where failures of projects lead. */
    private final class FromProjects implements ProjectsHost {
        @Override
        public void openWithDesktop(Path file) {
            browser.accept(file.toUri().toString());
        }

        @Override
        public void showInGraph(Path project, List<String> places) {
            graph.reveal(project, places);
            goTo(Feather.SHARE_2);
        }

        @Override
        public void tryConnection() {
            goTo(Feather.SETTINGS);
            configuration.tryConnection();
        }

        @Override
        public void makeRoom() {
            goTo(Feather.DATABASE);
        }
    }

    /** What the Browse screen wants of the others. */
    private final class FromBrowse implements BrowseHost {
        @Override
        public Path configuredFolder() {
            return Services.this.configuredFolder();
        }

        @Override
        public ObservableValue<@Nullable String> projectName() {
            return projects.currentProperty()
                    .flatMap(project ->
                            project == null ? null : project.overviewProperty().map(ProjectOverview::name));
        }

        @Override
        public void add(String spec, DependencyKind kind) {
            ProjectModel front = projects.current();
            if (front != null) {
                front.add(spec, kind);
            }
        }

        @Override
        public void convert(String spec) {
            convert.addSpecs(List.of(spec));
            goTo(Feather.ARCHIVE);
        }

        @Override
        public void open(String address) {
            browser.accept(address);
        }
    }
}
