package dev.dx.app.gui;

import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.Tool;
import dev.dx.app.gui.bench.BenchEngine;
import dev.dx.app.gui.browse.BrowseEngine;
import dev.dx.app.gui.cache.CacheEngine;
import dev.dx.app.gui.convert.ConvertEngine;
import dev.dx.app.gui.graph.GraphEngine;
import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.app.gui.registry.RegistryEngine;
import dev.dx.app.gui.settings.Setting;
import dev.dx.app.gui.settings.SettingsEngine;
import dev.dx.app.gui.store.Cleaning;
import dev.dx.app.gui.store.StoreCleaning;
import dev.dx.app.gui.store.StoreContents;
import dev.dx.app.gui.store.StoreEngine;
import dev.dx.app.gui.store.StoreHealth;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.fetch.ConnectionTrial;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.overview.CacheOverview;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreStatistics;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.ServerRecord;
import java.net.URI;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Engines for the screens that a test is not about. */
final class ScriptedEngines {
    private ScriptedEngines() {}

    /** The real one where it is given, and scripts for what nobody wrote one for. */
    static Engines of(ProjectEngine projects) {
        return projects instanceof EngineOnDemand real
                ? Engines.of(real)
                : new Engines(
                        projects,
                        new NobodyBrowses(),
                        nobodyConverts(),
                        new NobodyDraws(),
                        new NobodyStores(),
                        new NobodyCaches(),
                        new NobodyServes(),
                        new NobodyMeasures(),
                        new NobodySets());
    }

    private static ConvertEngine nobodyConverts() {
        return (request, _) -> {
            throw unscripted(request);
        };
    }

    private static final class NobodyStores implements StoreEngine {
        @Override
        public StoreContents contents() {
            throw unscripted("the store");
        }

        @Override
        public KeptTrees.Overview trees() {
            throw unscripted("the store");
        }

        @Override
        public StoreStatistics statistics(Consumer<StoreEvent> events) {
            throw unscripted("the store");
        }

        @Override
        public StoreHealth verify(Consumer<StoreEvent> events) {
            throw unscripted("the store");
        }

        @Override
        public StoreHealth repair(Consumer<StoreEvent> events) {
            throw unscripted("the store");
        }

        @Override
        public StoreCleaning clean(Cleaning what, Mode mode) {
            throw unscripted(what);
        }
    }

    private static final class NobodyMeasures implements BenchEngine {
        @Override
        public List<Tool> tools() {
            return List.of();
        }

        @Override
        public BenchReport run(BenchPlan plan, Consumer<BenchEvent> events) {
            throw unscripted(plan);
        }

        @Override
        public List<BenchReport> history() {
            return List.of();
        }
    }

    private static final class NobodyCaches implements CacheEngine {
        @Override
        public List<CacheHistory.Run> history() {
            return List.of();
        }

        @Override
        public CacheOverview overview() {
            throw unscripted("the cache");
        }

        @Override
        public long clear() {
            throw unscripted("the cache");
        }
    }

    private static final class NobodyBrowses implements BrowseEngine {
        @Override
        public PackageHits search(Path project, String words, int most) {
            throw unscripted(words);
        }

        @Override
        public PackagePage page(Path project, String packageName) {
            throw unscripted(packageName);
        }

        @Override
        public InstallSize installSize(Path project, String packageName, String version) {
            throw unscripted(packageName);
        }

        @Override
        public URI registry(Path project) {
            return URI.create("https://registry.example/");
        }
    }

    private static final class NobodyDraws implements GraphEngine {
        @Override
        public Graph graph(Path project) {
            throw unscripted(project);
        }

        @Override
        public BitSet elsewhere(Graph graph) {
            return new BitSet();
        }

        @Override
        public long[] sizes(Graph graph) {
            throw unscripted(graph);
        }
    }

    private static final class NobodyServes implements RegistryEngine {
        @Override
        public Path registryFolder() {
            throw unscripted("the registry");
        }

        @Override
        public RegistrySettings registrySettings(Path folder) {
            throw unscripted(folder);
        }

        @Override
        public RegistryServer registry(RegistrySettings settings) {
            throw unscripted(settings);
        }

        @Override
        public boolean canLeaveRegistry() {
            return false;
        }

        @Override
        public @Nullable ServerRecord leaveRegistry(RegistrySettings settings) {
            return null;
        }
    }

    private static final class NobodySets implements SettingsEngine {
        @Override
        public List<Setting> settings(Path project) {
            return List.of();
        }

        @Override
        public void change(Path project, String key, @Nullable String value) {
            throw unscripted(key);
        }

        @Override
        public void tryConnection(Path project, Consumer<ConnectionTrial.Step> told) {
            throw unscripted(project);
        }
    }

    private static DxException unscripted(Object asked) {
        return new DxException(ErrorCode.DX_UNSUPPORTED, "no script for " + asked, "Write one.");
    }
}
