package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.RequestHeader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a registry sends of its own accord once it knows what is wanted. Whoever needs something waits while it may still come,
 * and asks for it by itself if it does not. Safe for use by many threads.
 */
final class ForeseenPackages implements DxrpTransport.Foreseen {
    /** A packument that came, or that the one there is was confirmed. */
    sealed interface News {
        RequestHeader.Form form();

        record Came(RequestHeader.Form form, Item.Origin origin, BytesOf bytes) implements News {}

        record Confirmed(RequestHeader.Form form, long fingerprint) implements News {}
    }

    /** Bytes that nobody changes. */
    static final class BytesOf {
        private final byte[] bytes;

        BytesOf(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] array() {
            return bytes;
        }
    }

    private final CompletableFuture<Set<PackageId>> plan = new CompletableFuture<>();
    private final Map<String, CompletableFuture<@Nullable News>> packuments = new ConcurrentHashMap<>();
    private final Map<PackageId, CompletableFuture<Boolean>> packs = new ConcurrentHashMap<>();
    private final Set<PackageId> receiving = ConcurrentHashMap.newKeySet();
    /** How large the packs were that are in the store now, until somebody counts them. */
    private final Map<PackageId, Long> uncounted = new ConcurrentHashMap<>();

    private volatile boolean planned;
    private volatile boolean over;

    /** Packs that are certain to be answered for, one way or the other. */
    ForeseenPackages expecting(List<PackageId> certain) {
        planned = true;
        plan.complete(Set.copyOf(certain));
        certain.forEach(id -> packs.put(id, new CompletableFuture<>()));
        return this;
    }

    private CompletableFuture<@Nullable News> packument(String name) {
        return packuments.computeIfAbsent(name, _ -> new CompletableFuture<>());
    }

    private CompletableFuture<Boolean> pack(PackageId id) {
        return packs.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }

    /** What came of a packument; null if nothing did. Waits while something may. */
    @Nullable
    News awaitPackument(String name) {
        CompletableFuture<@Nullable News> news = packument(name);
        if (planned) {
            news.complete(null);
        }
        return await(news);
    }

    /** Whether a package was among those that come; waits until that is known. */
    boolean isPlanned(PackageId id) {
        return await(plan).contains(id);
    }

    /** Waits while a package may still come. */
    void awaitPack(PackageId id) {
        if (isPlanned(id)) {
            CompletableFuture<Boolean> pack = pack(id);
            if (over && !receiving.contains(id)) {
                pack.complete(false);
            }
            await(pack);
        }
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void packument(String name, RequestHeader.Form form, Item.Origin origin, byte[] bytes) {
        packument(name).complete(new News.Came(form, origin, new BytesOf(bytes)));
    }

    @Override
    public void known(String name, RequestHeader.Form form, long fingerprint) {
        packument(name).complete(new News.Confirmed(form, fingerprint));
    }

    @Override
    public void plan(List<PackageId> all) {
        plan.complete(Set.copyOf(all));
        settlePackuments();
    }

    private void settlePackuments() {
        planned = true;
        packuments.values().forEach(future -> future.complete(null));
    }

    @Override
    public void arrived(PackageId id) {
        receiving.add(id);
    }

    @Override
    public void taken(PackageId id, long bytes) {
        if (bytes > 0) {
            uncounted.put(id, bytes);
        }
        pack(id).complete(true);
    }

    /** How large the pack was that came of a package; 0 if none did, or somebody asked before. */
    long count(PackageId id) {
        Long bytes = uncounted.remove(id);
        return bytes == null ? 0 : bytes;
    }

    @Override
    public void over() {
        over = true;
        plan.complete(Set.of());
        settlePackuments();
        packs.forEach((id, future) -> {
            if (!receiving.contains(id)) {
                future.complete(false);
            }
        });
    }
}
