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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a resolver of somebody else's will ask a registry for, and look into, as {@link LookAhead} does for one of our own: it begins
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
    private final Set<String> beside = ConcurrentHashMap.newKeySet();
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
        if (expected.add(name + "@" + spec)) {
            look(name, spec, this::expectNeedsOf);
        }
    }

    private void expectBeside(String name, String spec) {
        if (beside.add(name + "@" + spec)) {
            look(name, spec, manifest -> NeedsOf.peersOf(manifest, specs, this::expectBeside));
        }
    }

    private void expectNeedsOf(PackageManifest manifest) {
        if (told.add(manifest.name() + "@" + manifest.version())) {
            registry.likely(manifest);
            NeedsOf.of(manifest, specs, this::expect, this::expectBeside);
        }
    }

    private void look(String name, String spec, Consumer<PackageManifest> further) {
        RegistrySpec wanted = parse(name, spec);
        if (wanted == null || count.incrementAndGet() > MOST) {
            return;
        }
        pending.register();
        threads.execute(() -> {
            try {
                PackageVersions versions = versions(wanted.name());
                PackageVersions.Offer offer = versions == null ? null : choice.foresee(versions, wanted);
                if (offer != null) {
                    further.accept(offer.manifest());
                }
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
