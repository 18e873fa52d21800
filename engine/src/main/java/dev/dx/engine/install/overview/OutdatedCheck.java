package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.graph.GraphNode;
import dev.dx.engine.graph.Trait;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.lock.LockGraph;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what is installed with what the registry offers now. */
public final class OutdatedCheck {
    private final Path project;
    private final NpmConfig config;
    private final VersionChoice choice;
    private final Function<String, PackageVersions> registry;
    private final Set<DependencyKind> omitted;
    private final Graph graph;

    public OutdatedCheck(
            Path project,
            NpmConfig config,
            VersionChoice choice,
            Function<String, PackageVersions> registry,
            Set<DependencyKind> omitted) {
        this.project = project;
        this.config = config;
        this.choice = choice;
        this.registry = registry;
        this.omitted = omitted;
        PackageLock installed = ProjectFiles.readHiddenLock(project.resolve("node_modules"));
        ProjectManifest manifest = ProjectManifest.read(project);
        this.graph = LockGraph.of(
                installed == null ? new PackageLock(Map.of(), manifest.manifest(), JsonStyle.NPM, 3) : installed,
                manifest.manifest());
    }

    /**
     * @param names of packages, whoever asks for them; empty for what the project and its members ask for
     * @param members the folders of those who are asked; empty for everybody
     */
    public List<OutdatedPackage> run(Collection<String> names, Set<String> members) {
        List<Dependency> wishes = wishes(names, members);
        Map<Dependency, Future<@Nullable OutdatedPackage>> answers = new LinkedHashMap<>();
        Semaphore slots = new Semaphore(config.maxSockets());
        List<OutdatedPackage> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (Dependency wish : wishes) {
                    answers.put(wish, threads.submit(() -> {
                        slots.acquire();
                        try {
                            return check(wish);
                        } finally {
                            slots.release();
                        }
                    }));
                }
                for (Future<@Nullable OutdatedPackage> answer : answers.values()) {
                    OutdatedPackage outdated = answer.get();
                    if (outdated != null) {
                        found.add(outdated);
                    }
                }
            } catch (InterruptedException interrupted) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                if (failed.getCause() instanceof DxException known) {
                    throw known;
                }
                throw new IllegalStateException(failed.getCause());
            }
        }
        found.sort(Comparator.comparing(OutdatedPackage::name, NameOrder.NPM)
                .thenComparing(OutdatedPackage::dependent, NameOrder.NPM));
        return found;
    }

    private List<Dependency> wishes(Collection<String> names, Set<String> members) {
        List<Dependency> wishes = new ArrayList<>();
        if (!names.isEmpty()) {
            for (GraphNode node : graph.nodes()) {
                if (names.contains(node.name())) {
                    wishes.addAll(graph.dependents(node));
                }
            }
            // What is asked for and not there has no node.
            graph.dependencies(graph.project()).stream()
                    .filter(wish -> wish.to() == null && names.contains(wish.name()))
                    .forEach(wishes::add);
            return wishes;
        }
        for (GraphNode node : graph.nodes()) {
            boolean own =
                    node.isProject() || (node.is(Trait.FOLDER) && !node.place().startsWith(".."));
            if (own && (members.isEmpty() || members.contains(node.place()))) {
                Map<String, Dependency> byName = new LinkedHashMap<>();
                // Of a name in several lists the last of these is meant.
                for (Dependency.Kind kind : List.of(
                        Dependency.Kind.OPTIONAL_PEER,
                        Dependency.Kind.PEER,
                        Dependency.Kind.PRODUCTION,
                        Dependency.Kind.OPTIONAL,
                        Dependency.Kind.DEV)) {
                    graph.dependencies(node).stream()
                            .filter(wish -> wish.kind() == kind)
                            .forEach(wish -> byName.put(wish.name(), wish));
                }
                wishes.addAll(byName.values());
            }
        }
        return wishes;
    }

    private @Nullable OutdatedPackage check(Dependency wish) {
        DependencyKind kind = switch (wish.kind()) {
            case PRODUCTION, MEMBER -> DependencyKind.PRODUCTION;
            case DEV -> DependencyKind.DEV;
            case OPTIONAL -> DependencyKind.OPTIONAL;
            case PEER, OPTIONAL_PEER -> DependencyKind.PEER;
        };
        GraphNode to = wish.to();
        String current = to == null ? versionFromFiles(wish) : to.version();
        PackageSpec.Registry asked = askedOfRegistry(wish);
        boolean absentAndNotMissed = current == null && kind != DependencyKind.PRODUCTION;
        if (asked == null || absentAndNotMissed || omitted.contains(kind) || (to != null && to.is(Trait.FOLDER))) {
            return null;
        }
        String ownName = asked.requireName().value();
        Version wanted;
        Version latest;
        try {
            PackageVersions versions = registry.apply(ownName);
            wanted = choice.wanted(versions, asked);
            latest = choice.best(versions);
        } catch (DxException unknown) {
            if (unknown.code() == ErrorCode.DX_NOT_FOUND || unknown.code() == ErrorCode.DX_TOO_YOUNG) {
                return null;
            }
            throw unknown;
        }
        if (wanted == null || latest == null) {
            return null;
        }
        if (wanted.toString().equals(current) && wanted.compareTo(latest) == 0) {
            return null;
        }
        GraphNode from = wish.from();
        String name =
                wish.range().startsWith("npm:") ? wish.name() + wish.range().substring(3) : wish.name();
        return new OutdatedPackage(
                name,
                current,
                wanted.toString(),
                latest.toString(),
                to == null ? (current == null ? null : "node_modules/" + wish.name()) : to.place(),
                kind,
                nameOf(from),
                from.isProject() || !from.is(Trait.FOLDER) ? null : from.label());
    }

    private String nameOf(GraphNode node) {
        if (!node.name().isEmpty()) {
            return node.name();
        }
        Path folder = project.resolve(node.place()).normalize().getFileName();
        return folder == null ? "/" : folder.toString();
    }

    /** Null where no registry is asked. */
    private static PackageSpec.@Nullable Registry askedOfRegistry(Dependency wish) {
        try {
            return switch (PackageSpec.resolve(wish.name(), wish.range())) {
                case PackageSpec.Registry direct -> direct;
                case PackageSpec.Alias alias -> alias.target();
                default -> null;
            };
        } catch (DxException notASpec) {
            return null;
        }
    }

    /** For a node_modules that another tool left, which wrote down nothing. */
    private @Nullable String versionFromFiles(Dependency wish) {
        if (!wish.from().isProject()) {
            return null;
        }
        try {
            Path manifest = project.resolve("node_modules").resolve(wish.name()).resolve(ProjectManifest.FILE_NAME);
            return JsonReader.readObject(Files.readString(manifest)).string("version");
        } catch (IOException | JsonReader.MalformedJsonException notInstalled) {
            return null;
        }
    }
}
