package dev.dx.engine.install.supply;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.StoredPackage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The packages one install needs, on their way into the store: each archive at most once, a bounded number at a time. The
 * first failure of a package that has to be there stops the others.
 */
public final class PackageFetches implements AutoCloseable {
    private final PackageFetcher fetcher;
    private final Semaphore slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentMap<String, Future<StoredPackage>> started = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable DxException> firstFailure = new AtomicReference<>();

    /** Brings one package into the store, or finds it there. */
    public interface PackageFetcher {
        /**
         * @param integrity what its archive must hash to; null for a git commit, which says itself what it is, and for a
         *     file of the user's own that nothing was promised of
         */
        StoredPackage fetch(PackageId id, @Nullable Integrity integrity, @Nullable String address);
    }

    public PackageFetches(PackageFetcher fetcher, int atOnce) {
        this.fetcher = fetcher;
        this.slots = new Semaphore(atOnce);
    }

    /** Starts fetching what stands here, if nobody has yet. */
    public void start(TreeNode node) {
        Integrity integrity = promiseOf(node);
        started.computeIfAbsent(
                keyOf(node),
                key -> threads.submit(() -> {
                    slots.acquire();
                    try {
                        return fetcher.fetch(idOf(node), integrity, node.resolved());
                    } catch (DxException failure) {
                        if (!isBearable(node, failure)) {
                            firstFailure.compareAndSet(null, failure);
                        }
                        throw failure;
                    } finally {
                        slots.release();
                    }
                }));
    }

    /** Waits for the package; null where it is optional and cannot be had. */
    @Nullable
    StoredPackage await(TreeNode node) {
        start(node);
        Future<StoredPackage> future = started.get(keyOf(node));
        if (future == null) {
            throw new IllegalStateException("not started: " + node);
        }
        try {
            while (true) {
                DxException failure = firstFailure.get();
                if (failure != null) {
                    throw failure;
                }
                try {
                    return future.get(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException stillUnderWay) {
                    // Another one may have failed meanwhile.
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DxException known) {
                if (isBearable(node, known)) {
                    return null;
                }
                throw known;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static boolean isBearable(TreeNode node, DxException failure) {
        return node.flags().isOptional() && failure.code() == ErrorCode.DX_NOT_FOUND;
    }

    public static PackageId idOf(TreeNode node) {
        String name =
                node.manifest().name().isEmpty() ? node.name() : node.manifest().name();
        // Only what comes from git or a file may have none.
        return new PackageId(name, node.version().isEmpty() ? "0.0.0" : node.version());
    }

    /** The same for packages that are the same content. */
    public static String keyOf(TreeNode node) {
        Integrity integrity = promiseOf(node);
        return integrity != null ? integrity.toString() : String.valueOf(node.resolved());
    }

    /** What the package has to hash to; null where the address is promise enough. */
    public static @Nullable Integrity promiseOf(TreeNode node) {
        boolean unpromised = PackageSources.isFile(node.resolved()) && node.integrity() == null;
        return unpromised || PackageSources.isGit(node.resolved()) ? null : integrityOf(node);
    }

    /** What the package has to hash to; one that comes without is refused. */
    private static Integrity integrityOf(TreeNode node) {
        String text = node.integrity();
        Integrity integrity = text == null ? null : Integrity.parse(text);
        if (integrity == null) {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISSING,
                    idOf(node).name() + " " + node.version() + ": nothing says what its archive must hash to"
                            + (text == null ? "" : ", \"" + text + "\" is no integrity"),
                    "If the lock file lost it, delete that entry and run dx install; else do not trust this package.");
        }
        return integrity;
    }

    /** Stops whatever is under way; returns once nothing is. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
