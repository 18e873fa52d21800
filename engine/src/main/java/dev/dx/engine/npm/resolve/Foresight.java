package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a resolver of somebody else's will ask a registry for, as {@link LookAhead} does for one of our own: it begins
 * at what is asked for directly, and knows nothing of overrides, of folders and of what stands in a tree already.
 */
public final class Foresight {
    private static final int MOST = 20_000;

    /** Where packages are looked up, and who hears of what was found. Called from many threads. */
    public interface Registry {
        /** The package's versions, when it is first of interest; null if there is no such package. */
        @Nullable
        PackageVersions look(String name);

        /** A version that is likely to be chosen, when it is first of interest. */
        void likely(PackageManifest manifest);
    }

    private final Registry registry;
    private final VersionChoice choice;
    private final NpmSpecs specs;
    private final Map<String, FutureTask<@Nullable PackageVersions>> looked = new ConcurrentHashMap<>();
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final Phaser pending = new Phaser(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Foresight(Registry registry, VersionChoice choice, NpmSpecs.Peers peers) {
        this.registry = registry;
        this.choice = choice;
        this.specs = new NpmSpecs(peers);
    }

    /** Returns when everything was looked at that is likely to be asked for, or a bounded part of it. */
    public static void look(Map<String, String> wishes, VersionChoice choice, NpmSpecs.Peers peers, Registry registry)
            throws InterruptedException {
        Foresight foresight = new Foresight(registry, choice, peers);
        try {
            wishes.forEach(foresight::expect);
            foresight.pending.arrive();
            foresight.pending.awaitAdvanceInterruptibly(0);
        } finally {
            foresight.threads.shutdownNow();
        }
    }

    private void expect(String name, String spec) {
        if (!expected.add(name + "@" + spec) || count.incrementAndGet() > MOST) {
            return;
        }
        RegistrySpec wanted = parse(name, spec);
        if (wanted == null) {
            return;
        }
        pending.register();
        threads.execute(() -> {
            try {
                lookInto(wanted);
            } finally {
                pending.arriveAndDeregister();
            }
        });
    }

    private @Nullable RegistrySpec parse(String name, String spec) {
        try {
            return specs.registrySpec(name, spec);
        } catch (DxException ofNoRegistry) {
            return null;
        }
    }

    private void lookInto(RegistrySpec wanted) {
        PackageVersions versions = versions(wanted.name());
        PackageVersions.Offer offer = versions == null ? null : choice.peek(versions, wanted);
        if (offer == null) {
            return;
        }
        PackageManifest manifest = offer.manifest();
        if (told.add(manifest.name() + "@" + manifest.version())) {
            registry.likely(manifest);
            expectAll(manifest.dependencies(), manifest.bundled());
            expectAll(manifest.optionalDependencies(), manifest.bundled());
            if (!specs.ignoresPeers()) {
                expectAll(manifest.peerDependencies(), manifest.optionalPeers());
            }
        }
    }

    private void expectAll(Map<String, String> dependencies, Set<String> except) {
        dependencies.forEach((name, spec) -> {
            if (!except.contains(name)) {
                expect(name, spec);
            }
        });
    }

    private @Nullable PackageVersions versions(String name) {
        FutureTask<@Nullable PackageVersions> task =
                looked.computeIfAbsent(name, key -> new FutureTask<>(() -> registry.look(key)));
        task.run();
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException toBeSaidWhenItIsNeeded) {
            return null;
        }
    }
}
