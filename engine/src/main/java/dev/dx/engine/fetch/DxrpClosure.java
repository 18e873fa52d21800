package dev.dx.engine.fetch;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.store.PackArrival;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a CLOSURE: packuments are gathered, packs go into the store's hands as they arrive. A pack waits until one of
 * those before it was taken in, and with it the connection, when too many are there.
 */
final class DxrpClosure implements DxrpLink.Receiver {
    private static final int MOST_ARRIVED = 64;
    private static final int MOST_PARTS = 400_000;
    /** Of all packuments together: they are in memory. */
    private static final long MOST_TOLD = 512L << 20;

    private final DxrpTransport.Foreseen told;
    private final Store store;
    private final FormatFault fault;
    private final int limit;
    private final Executor takers;
    private final Semaphore room = new Semaphore(MOST_ARRIVED);
    /** Packs that are on their way: others, and those that come twice, nobody asked for. */
    private final Set<PackageId> awaited;

    private int parts;
    private long toldBytes;
    /** Of what was announced. */
    private long left;

    private @Nullable Item item;
    private @Nullable ByteArrayOutputStream gathered;
    private @Nullable PackArrival arrival;
    private volatile boolean over;

    /**
     * @param lacking packs that were asked for
     * @param limit of a packument's length in bytes
     * @param takers what takes packs into the store
     */
    DxrpClosure(
            List<PackageId> lacking,
            DxrpTransport.Foreseen told,
            Store store,
            FormatFault fault,
            int limit,
            Executor takers) {
        this.awaited = new HashSet<>(lacking);
        this.takers = takers;
        this.told = told;
        this.store = store;
        this.fault = fault;
        this.limit = limit;
    }

    @Override
    public void message(FrameHeader frame, byte[] payload) {
        if (frame.isLast()) {
            finish();
            return;
        }
        if (++parts > MOST_PARTS) {
            throw fault.corrupt("more than anybody asked for");
        }
        Item said = Item.decode(payload, fault);
        if (frame.kind() == FrameHeader.Kind.HEAD) {
            begin(said);
            return;
        }
        switch (said) {
            case Item.Plan(List<PackageId> packs) -> {
                awaited.addAll(packs);
                told.plan(packs);
            }
            case Item.Lacking(PackageId id, Status _) -> told.lacking(id);
            case Item.Known(String name, RequestHeader.Form form, long fingerprint) ->
                told.known(name, form, fingerprint);
            case Item.Meta _, Item.Pack _ -> throw fault.corrupt("something announced that does not follow");
        }
    }

    private void begin(Item said) {
        if (item != null) {
            throw fault.corrupt("a part within a part");
        }
        item = said;
        switch (said) {
            case Item.Meta meta -> {
                left = Math.min(limit, meta.length());
                gathered = new ByteArrayOutputStream();
            }
            case Item.Pack pack -> {
                if (!awaited.remove(pack.id())) {
                    throw fault.corrupt("a pack that nobody asked for");
                }
                left = pack.length();
                room.acquireUninterruptibly();
                arrival = store.arrival();
            }
            case Item.Plan _, Item.Lacking _, Item.Known _ -> throw fault.corrupt("something that nothing follows of");
        }
    }

    @Override
    public void data(FrameHeader frame, ByteBuffer bytes) {
        PackArrival pack = arrival;
        ByteArrayOutputStream meta = gathered;
        left -= bytes.remaining();
        if (left < 0) {
            throw fault.corrupt("data of nothing, or too much of it");
        }
        if (pack != null) {
            pack.write(bytes);
        } else if (meta != null && (toldBytes += bytes.remaining()) <= MOST_TOLD) {
            meta.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            throw fault.corrupt("data of nothing, or too much of it");
        }
    }

    @Override
    public void end(FrameHeader frame) {
        Item said = item;
        PackArrival pack = arrival;
        ByteArrayOutputStream meta = gathered;
        item = null;
        arrival = null;
        gathered = null;
        switch (said) {
            case Item.Meta(String name, RequestHeader.Form form, Item.Origin origin, long _)
            when meta != null -> {
                byte[] bytes = meta.toByteArray();
                if (Checksums.xxh3(bytes, 0, bytes.length) != frame.checksum()) {
                    throw fault.corrupt("a packument that did not arrive as it was sent");
                }
                told.packument(name, form, origin, bytes);
            }
            case Item.Pack(PackageId id, ContentRoot root, String integrity, long _)
            when pack != null -> take(id, root, DxrpTransport.attested(integrity), frame.checksum(), pack);
            case null, default -> throw fault.corrupt("an end of nothing");
        }
        if (frame.isLast()) {
            finish();
        }
    }

    private void take(PackageId id, ContentRoot root, List<Integrity> attested, long checksum, PackArrival pack) {
        told.arrived(id);
        try {
            takers.execute(() -> takeNow(id, root, attested, checksum, pack));
        } catch (RejectedExecutionException closed) {
            pack.close();
            told.taken(id, 0);
        }
    }

    private void takeNow(PackageId id, ContentRoot root, List<Integrity> attested, long checksum, PackArrival pack) {
        long taken = 0;
        try (pack) {
            if (attested.stream().anyMatch(one -> one.algorithm() == Integrity.Algorithm.SHA512)) {
                StoredPackage _ = pack.take(id, root, checksum, attested);
                taken = pack.length();
            }
        } catch (DxException askedForByItself) {
            // Whoever needs it asks again, and is told what is wrong.
            return;
        } finally {
            room.release();
            told.taken(id, taken);
        }
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void broken(IOException why) {
        finish();
    }

    private void finish() {
        PackArrival left = arrival;
        arrival = null;
        if (left != null) {
            left.close();
        }
        if (!over) {
            over = true;
            told.over();
        }
    }
}
