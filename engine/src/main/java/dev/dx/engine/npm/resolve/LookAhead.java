package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry for everything a resolver is likely to want before it does: what a package that is expected depends on is
 * expected in turn. The resolver looks at one package after the other; the answers to all of them travel side by side.
 * Each package is asked for once.
 */
public final class LookAhead implements VersionSource, AutoCloseable {
    /** A table that grows with a thousand packages is copied again and again. */
    private static final int MANY = 4096;

    private final Registry registry;
    private final ResolveRules rules;
    private final ConcurrentMap<String, FutureTask<PackageVersions>> asked = new ConcurrentHashMap<>(MANY);
    private final Set<String> expected = ConcurrentHashMap.newKeySet(MANY);
    private final Set<String> beside = ConcurrentHashMap.newKeySet();
    private final Set<String> needed = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final NpmSpecs specs;

    /** Asks for one package; called from many threads. */
    public interface Registry {
        PackageVersions versionsOf(String name);

        /** As {@link VersionSource#confirmedVersionsOf}. */
        PackageVersions confirmedVersionsOf(String name);

        /** As {@link VersionSource#freshVersionsOf}. */
        PackageVersions freshVersionsOf(String name);

        /** As {@link VersionSource#recentVersionsOf}. */
        @Nullable
        PackageVersions recentVersionsOf(String name);
    }

    public LookAhead(Registry registry, ResolveRules rules) {
        this.registry = registry;
        this.rules = rules;
        this.specs = rules.specs();
    }

    @Override
    public PackageVersions versionsOf(String name) {
        needed.add(name);
        return answer(name);
    }

    /** The packages that were asked for, as opposed to those that were only expected to be. */
    public Set<String> needed() {
        return Set.copyOf(needed);
    }

    private PackageVersions answer(String name) {
        FutureTask<PackageVersions> task = ask(name);
        task.run();
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DxException known) {
                throw known;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    @Override
    public PackageVersions confirmedVersionsOf(String name) {
        return registry.confirmedVersionsOf(name);
    }

    @Override
    public PackageVersions freshVersionsOf(String name) {
        return registry.freshVersionsOf(name);
    }

    @Override
    public @Nullable PackageVersions recentVersionsOf(String name) {
        return registry.recentVersionsOf(name);
    }

    @Override
    public void expect(String name, String spec) {
        if (expected.add(name + "@" + spec)) {
            look(name, spec, this::expectNeedsOf);
        }
    }

    @Override
    public void expectBeside(String name, String spec) {
        if (beside.add(name + "@" + spec)) {
            look(name, spec, this::expectPeersOf);
        }
    }

    private void look(String name, String spec, Consumer<PackageManifest> further) {
        RegistrySpec wanted = parse(name, spec);
        if (wanted == null) {
            return;
        }
        Future<?> ignored = threads.submit(() -> {
            PackageManifest manifest = choice(wanted);
            if (manifest != null) {
                further.accept(manifest);
            }
        });
    }

    private @Nullable PackageManifest choice(RegistrySpec wanted) {
        try {
            PackageVersions.Offer offer = rules.choice().peek(answer(wanted.name()), wanted);
            return offer == null ? null : offer.manifest();
        } catch (DxException toBeSaidWhenItIsNeeded) {
            return null;
        }
    }

    private void expectNeedsOf(PackageManifest manifest) {
        NeedsOf.of(manifest, specs, this::expect, this::expectBeside);
    }

    private void expectPeersOf(PackageManifest manifest) {
        NeedsOf.peersOf(manifest, specs, this::expectBeside);
    }

    private @Nullable RegistrySpec parse(String name, String spec) {
        try {
            return specs.registrySpec(name, spec);
        } catch (DxException toBeSaidWhenItIsNeeded) {
            return null;
        }
    }

    /** One task for a package, run by whoever comes first. */
    private FutureTask<PackageVersions> ask(String name) {
        return asked.computeIfAbsent(name, key -> new FutureTask<>(() -> registry.versionsOf(key)));
    }

    /** Stops asking; returns once nothing is under way any more. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
