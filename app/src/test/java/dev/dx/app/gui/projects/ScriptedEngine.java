package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.overview.ProjectOverview.InstalledState;
import dev.dx.engine.install.overview.ProjectOverview.LockState;
import dev.dx.engine.install.overview.ProjectOverview.ModulesState;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.npm.registry.PackageHits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a test wrote down for it: for the states that a real engine passes through too quickly to look at. */
public final class ScriptedEngine implements ProjectEngine {
    private volatile Function<Path, ProjectOverview> overview;
    private volatile BiFunction<InstallRequest, Consumer<InstallEvent>, InstallReport> install = (request, _) -> {
        throw new DxException(ErrorCode.DX_UNSUPPORTED, "no script for " + request, "Write one.");
    };
    private volatile Function<String, String> latest;
    private volatile Function<String, @Nullable PackageHits> search = _ -> null;
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    public ScriptedEngine(Function<Path, ProjectOverview> overview) {
        this.overview = overview;
        this.latest = name -> {
            String version = versions.get(name);
            if (version == null) {
                throw new DxException(ErrorCode.DX_NOT_FOUND, name + " is not in the registry", "Check its name.");
            }
            return version;
        };
    }

    public void search(Function<String, @Nullable PackageHits> asked) {
        search = asked;
    }

    @Override
    public @Nullable PackageHits search(Path project, String words, int most) {
        return search.apply(words);
    }

    public void overview(Function<Path, ProjectOverview> said) {
        overview = said;
    }

    public void install(BiFunction<InstallRequest, Consumer<InstallEvent>, InstallReport> done) {
        install = done;
    }

    public void latest(Function<String, String> asked) {
        latest = asked;
    }

    public void latest(String name, String version) {
        versions.put(name, version);
    }

    @Override
    public ProjectOverview inspect(Path project) {
        return overview.apply(project);
    }

    @Override
    public ProjectOverview inspect(Path project, String member) {
        return overview.apply(project.resolve(member));
    }

    @Override
    public List<ProjectMember> members(Path project) {
        return List.of();
    }

    private volatile List<Complaint> complaints = List.of();

    public void complaints(List<Complaint> said) {
        complaints = said;
    }

    @Override
    public List<Complaint> complaints(Path project) {
        return complaints;
    }

    @Override
    public @Nullable String foreignOwner(Path project) {
        return null;
    }

    @Override
    public InstallReport install(InstallRequest request, Consumer<InstallEvent> events) {
        return install.apply(request, events);
    }

    @Override
    public String latest(Path project, String packageName) {
        return latest.apply(packageName);
    }

    private volatile Map<String, DependencyFacts> facts = Map.of();
    private volatile List<DependencyScripts> dependencyScripts = List.of();
    private volatile Map<String, String> scripts = Map.of();
    private volatile BiFunction<ScriptRequest, ScriptListener, Integer> run = (_, _) -> 0;

    public void facts(Map<String, DependencyFacts> known) {
        facts = known;
    }

    public void scripts(
            Map<String, String> own,
            List<DependencyScripts> ofDependencies,
            BiFunction<ScriptRequest, ScriptListener, Integer> ran) {
        scripts = own;
        dependencyScripts = ofDependencies;
        run = ran;
    }

    @Override
    public Map<String, DependencyFacts> facts(Path project, String member) {
        return facts;
    }

    @Override
    public Graph graph(Path project) {
        throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no lock", "Install first.");
    }

    @Override
    public List<PackageScriptList> scripts(Path project, MemberChoice members) {
        return List.of(new PackageScriptList("corner-shop@1.4.0", "", scripts));
    }

    @Override
    public List<DependencyScripts> dependencyScripts(Path project) {
        return dependencyScripts;
    }

    @Override
    public int run(ScriptRequest request, ScriptListener listener) {
        return run.apply(request, listener);
    }

    /** A project in which everything is as it should be. */
    public static ProjectOverview shop(Path folder) {
        return new ProjectOverview(
                folder,
                "corner-shop",
                "1.4.0",
                List.of(
                        row("axios", DependencyKind.PRODUCTION, "^1.7.2", "1.7.9"),
                        row("chalk", DependencyKind.PRODUCTION, "^5.3.0", "5.4.1"),
                        row("commander", DependencyKind.PRODUCTION, "^12.1.0", "12.1.0"),
                        row("express", DependencyKind.PRODUCTION, "^4.19.2", "4.21.2"),
                        row("lodash", DependencyKind.PRODUCTION, "~4.17.20", "4.17.21"),
                        row("@types/node", DependencyKind.DEV, "^22.0.0", "22.10.5"),
                        row("typescript", DependencyKind.DEV, "~5.6.3", "5.6.3"),
                        row("vite", DependencyKind.DEV, "^5.4.11", "5.4.11"),
                        new DependencyRow(
                                "fsevents", DependencyKind.OPTIONAL, "^2.3.3", "2.3.3", null, InstalledState.SKIPPED)),
                LockState.CURRENT,
                ModulesState.CURRENT,
                142);
    }

    /** The same project after somebody else's change of package.json. */
    public static ProjectOverview shopBehind(Path folder) {
        ProjectOverview shop = shop(folder);
        List<DependencyRow> rows = new ArrayList<>(shop.dependencies());
        rows.set(1, row("chalk", DependencyKind.PRODUCTION, "^5.3.0", null));
        rows.set(
                3,
                new DependencyRow(
                        "express", DependencyKind.PRODUCTION, "^5.0.0", "5.0.1", "4.21.2", InstalledState.MISMATCH));
        rows.set(7, row("vite", DependencyKind.DEV, "^5.4.11", null));
        return new ProjectOverview(
                folder, shop.name(), shop.version(), rows, LockState.OUT_OF_DATE, ModulesState.OUT_OF_DATE, 139);
    }

    public static ProjectOverview empty(Path folder) {
        return new ProjectOverview(folder, "first-steps", "0.0.1", List.of(), LockState.ABSENT, ModulesState.ABSENT, 0);
    }

    public static ProjectOverview huge(Path folder, int dependencies) {
        List<DependencyRow> rows = new ArrayList<>();
        for (int i = 0; i < dependencies; i++) {
            rows.add(row(
                    "%s-%s-%04d".formatted(i % 3 == 0 ? "@warehouse/shelf" : "crate", i % 2 == 0 ? "left" : "right", i),
                    i % 4 == 3 ? DependencyKind.DEV : DependencyKind.PRODUCTION,
                    "^" + i % 20 + ".1.0",
                    i % 20 + ".1." + i % 7));
        }
        return new ProjectOverview(
                folder, "warehouse", "27.0.0", rows, LockState.CURRENT, ModulesState.CURRENT, dependencies * 3);
    }

    public static DependencyRow row(String name, DependencyKind kind, String wanted, @Nullable String installed) {
        return new DependencyRow(
                name,
                kind,
                wanted,
                installed == null ? wanted.substring(1) : installed,
                installed,
                installed == null ? InstalledState.MISSING : InstalledState.OK);
    }

    /** Answers for every package of {@link #shop}, some of them newer. */
    public ScriptedEngine withShopVersions() {
        latest("axios", "1.7.9");
        latest("chalk", "5.4.1");
        latest("commander", "13.0.0");
        latest("express", "4.21.2");
        latest("lodash", "4.17.21");
        latest("@types/node", "22.10.5");
        latest("typescript", "5.7.3");
        latest("vite", "6.0.7");
        latest("fsevents", "2.3.3");
        return this;
    }
}
