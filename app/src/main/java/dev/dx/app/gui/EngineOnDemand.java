package dev.dx.app.gui;

import dev.dx.app.gui.bench.BenchEngine;
import dev.dx.app.gui.browse.BrowseEngine;
import dev.dx.app.gui.cache.CacheEngine;
import dev.dx.app.gui.convert.ConvertEngine;
import dev.dx.app.gui.convert.ConvertRequest;
import dev.dx.app.gui.graph.GraphEngine;
import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.app.gui.registry.RegistryEngine;
import dev.dx.app.gui.settings.Setting;
import dev.dx.app.gui.settings.SettingsEngine;
import dev.dx.app.gui.store.StoreEngine;
import dev.dx.app.gui.text.Messages;
import dev.dx.converter.Batch;
import dev.dx.converter.BatchReport;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.fetch.ConnectionTrial;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.CacheOverview;
import dev.dx.engine.install.overview.CacheRemoval;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.NpmrcFile;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.registry.RegistryConfig;
import dev.dx.registry.RegistryProcess;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.ServerRecord;
import dev.dx.registry.upstream.UpstreamSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine, opened by whoever first needs it, on their own thread: the window's first frame does not wait for it. */
final class EngineOnDemand
        implements ProjectEngine,
                BrowseEngine,
                ConvertEngine,
                GraphEngine,
                CacheEngine,
                RegistryEngine,
                SettingsEngine,
                AutoCloseable {
    private final Environment environment;
    private final EngineMemory memory;
    private @Nullable Engine engine;

    EngineOnDemand(Environment environment) {
        this(environment, new EngineMemory());
    }

    /** @param memory what this process knows from elsewhere */
    EngineOnDemand(Environment environment, EngineMemory memory) {
        this.environment = environment;
        this.memory = memory;
    }

    @Override
    public ProjectOverview inspect(Path project) {
        return engine().inspect(project);
    }

    @Override
    public ProjectOverview inspect(Path project, String member) {
        return engine().inspect(project, member);
    }

    @Override
    public List<ProjectMember> members(Path project) {
        return engine().members(project);
    }

    @Override
    public List<Complaint> complaints(Path project) {
        return engine().complaints(project);
    }

    @Override
    public @Nullable String foreignOwner(Path project) {
        return engine().foreignOwner(project);
    }

    @Override
    public InstallReport install(InstallRequest request, Consumer<InstallEvent> events) {
        return engine().install(request, events);
    }

    @Override
    public String latest(Path project, String packageName) {
        return engine().latest(project, packageName);
    }

    @Override
    public Map<String, DependencyFacts> facts(Path project, String member) {
        return engine().facts(project, member);
    }

    @Override
    public List<PackageScriptList> scripts(Path project, MemberChoice members) {
        return engine().scripts(project, members);
    }

    @Override
    public List<DependencyScripts> dependencyScripts(Path project) {
        return engine().dependencyScripts(project);
    }

    @Override
    public int run(ScriptRequest request, ScriptListener listener) {
        return engine().run(request, listener);
    }

    @Override
    public @Nullable PackageHits search(Path project, String words, int most) {
        return engine().search(project, words, most);
    }

    @Override
    public PackagePage page(Path project, String packageName) {
        return engine().page(project, packageName);
    }

    @Override
    public InstallSize installSize(Path project, String packageName, String version) {
        return engine().installSize(project, packageName, version);
    }

    @Override
    public URI registry(Path project) {
        return engine().config(project).defaultRegistry();
    }

    @Override
    public Graph graph(Path project) {
        return engine().graph(project);
    }

    @Override
    public BitSet elsewhere(Graph graph) {
        return engine().elsewhere(graph);
    }

    @Override
    public long[] sizes(Graph graph) {
        return engine().sizes(graph);
    }

    BenchEngine bench() {
        return new BenchScreenEngine(environment);
    }

    StoreEngine store() {
        return new StoreScreenEngine(environment);
    }

    @Override
    public List<CacheHistory.Run> history() {
        return engine().history();
    }

    @Override
    public CacheOverview overview() {
        return engine().cacheOverview();
    }

    @Override
    public long clear() {
        return CacheRemoval.run(environment.dxHome(), Mode.DO);
    }

    @Override
    public List<Setting> settings(Path project) {
        return ConfiguredSettings.of(engine().config(project));
    }

    @Override
    public void change(Path project, String key, @Nullable String value) {
        Path file = engine().config(project).file(ConfigLayer.USER);
        if (file == null) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    Messages.text("settings.noUserFile"),
                    Messages.text("settings.noUserFile.remedy"));
        }
        NpmrcFile npmrc = NpmrcFile.read(file);
        if (value == null) {
            npmrc.delete(key);
        } else {
            npmrc.set(key, value);
        }
        npmrc.write();
    }

    @Override
    public void tryConnection(Path project, Consumer<ConnectionTrial.Step> told) {
        engine().tryConnection(project, told);
    }

    @Override
    public BatchReport convert(ConvertRequest request, Batch.Listener listener) {
        return new Batch(
                        engine().config(request.project()),
                        environment,
                        request.settings(),
                        request.archives(),
                        request.atOnce(),
                        listener)
                .run(request.specs(), request.target());
    }

    @Override
    public Path registryFolder() {
        return environment.dxHome().folder().resolve("registry");
    }

    @Override
    public RegistrySettings registrySettings(Path folder) {
        return RegistryConfig.settings(folder);
    }

    @Override
    public RegistryServer registry(RegistrySettings settings) {
        return new RegistryServer(settings, environment);
    }

    @Override
    public boolean canLeaveRegistry() {
        return program() != null;
    }

    @Override
    public @Nullable ServerRecord leaveRegistry(RegistrySettings settings) {
        Path program = program();
        if (program == null) {
            return null;
        }
        List<String> options = new ArrayList<>(List.of("--http-port", Integer.toString(settings.httpPort())));
        UpstreamSettings upstream = settings.upstream();
        switch (upstream.mode()) {
            case ONLINE -> {
                if (upstream.registry() != null) {
                    options.addAll(List.of("--upstream", upstream.registry().toString()));
                }
            }
            case OFFLINE -> options.add("--offline");
            case NONE -> options.addAll(List.of("--upstream", "none"));
        }
        return RegistryProcess.start(program, settings.folder(), options, List.of(), environment.variables());
    }

    /** The launcher this window was started by; null if it was started otherwise. */
    private static @Nullable Path program() {
        String launcher = System.getProperty("dx.program");
        return launcher == null ? null : Path.of(launcher);
    }

    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
        }
    }

    private synchronized Engine engine() {
        if (engine == null) {
            engine = Engine.open(environment, Map.of(), memory);
        }
        return engine;
    }
}
