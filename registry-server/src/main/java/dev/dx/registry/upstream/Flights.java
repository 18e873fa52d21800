package dev.dx.registry.upstream;

import dev.dx.engine.DxException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Work that is done once for all who want it at the same time, on a thread of its own: those who wait may leave without
 * ending it for the others.
 */
final class Flights<K, V> {
    private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

    V join(K key, Supplier<V> work) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> earlier = running.putIfAbsent(key, mine);
        if (earlier == null) {
            Thread.ofVirtual().name("upstream").start(() -> {
                try {
                    V done = work.get();
                    // First: who asks once somebody has heard of the end asks anew.
                    running.remove(key, mine);
                    mine.complete(done);
                } catch (RuntimeException | Error failure) {
                    running.remove(key, mine);
                    // Whatever it is, it is for those who wait.
                    mine.completeExceptionally(failure);
                }
            });
        }
        try {
            return (earlier == null ? mine : earlier).join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof DxException failure) {
                throw new DxException(failure.code(), failure.what(), failure.remedy(), failure);
            }
            throw wrapped;
        }
    }
}
