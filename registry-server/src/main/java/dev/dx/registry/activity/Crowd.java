package dev.dx.registry.activity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Those that are connected, and no more than so many: where another one comes, those that were heard last go, so that
 * whoever holds connections open for nothing keeps nobody out. For many threads.
 */
public final class Crowd<C> implements Iterable<C> {
    /** To look through all of them is done once for so many that come. */
    private static final int GOING = 256;

    private final int most;
    private final ToLongFunction<C> heard;
    private final Consumer<C> end;
    private final Set<C> members = ConcurrentHashMap.newKeySet();

    /**
     * @param heard the System.nanoTime() at which a member was last heard
     * @param end ends a member; it may be called more than once
     */
    public Crowd(int most, ToLongFunction<C> heard, Consumer<C> end) {
        this.most = most;
        this.heard = heard;
        this.end = end;
    }

    private record Silent<C>(C member, long nanos) {}

    public void enter(C member) {
        members.add(member);
        if (members.size() > most) {
            makeRoom();
        }
    }

    public void leave(C member) {
        members.remove(member);
    }

    public int size() {
        return members.size();
    }

    private synchronized void makeRoom() {
        if (members.size() <= most) {
            return;
        }
        long now = System.nanoTime();
        List<Silent<C>> all = new ArrayList<>();
        members.forEach(member -> all.add(new Silent<>(member, now - heard.applyAsLong(member))));
        all.sort(Comparator.comparingLong((Silent<C> one) -> one.nanos()).reversed());
        for (Silent<C> one : all.subList(0, Math.min(all.size(), Math.max(1, Math.min(GOING, most / 4))))) {
            members.remove(one.member());
            end.accept(one.member());
        }
    }

    /** Those that are there; who comes and goes meanwhile may be missed. */
    @Override
    public Iterator<C> iterator() {
        return members.iterator();
    }
}
