package dev.dx.registry.upstream;

import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the cache below its limit: what has been of no use for the longest time goes first. */
public final class CacheLimit implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Storage storage;
    private final long limit;
    private final RegistryLog log;
    private final Thread thread;

    public CacheLimit(Storage storage, long limit, RegistryLog log) {
        this.storage = storage;
        this.limit = limit;
        this.log = log;
        this.thread = Thread.ofVirtual().name("registry-cache").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                try {
                    sweep();
                } catch (IOException failure) {
                    log.warning("the cache was not cleared: " + failure);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes what is too much, down to nine tenths of the limit; returns how many bytes that was. */
    long sweep() throws IOException {
        List<Storage.Entry> entries = new ArrayList<>(storage.list(""));
        long all = entries.stream().mapToLong(Storage.Entry::length).sum();
        if (all <= limit) {
            return 0;
        }
        entries.sort(Comparator.comparingLong(Storage.Entry::modified));
        long removed = 0;
        for (Storage.Entry entry : entries) {
            if (all - removed <= limit / 10 * 9) {
                break;
            }
            if (entry.key().startsWith(KeptPackument.HEADS)) {
                storage.remove(entry.key(), Condition.ANY);
            } else {
                storage.removeBlob(entry.key());
            }
            removed += entry.length();
        }
        log.info("removed " + removed + " of " + all + " bytes from the cache");
        return removed;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
