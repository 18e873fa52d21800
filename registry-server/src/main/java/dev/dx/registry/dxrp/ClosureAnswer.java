package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.cache.BloomFilter;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what an install needs, and sends it in the order in which it is wanted. For one question. */
final class ClosureAnswer {
    /** How many packs are looked for, and made, ahead of the one that is sent next. */
    private static final int AHEAD = 16;

    private static final byte[] NOTHING = {};

    /** Finds one pack. */
    @FunctionalInterface
    interface Packs {
        /** The pack, to be sent, if whoever asks may have it. */
        Part offered(PackageId id) throws DxrpRefusal, IOException;
    }

    private final ClosureQuestion question;
    private final String base;
    private final Predicate<String> readable;
    private final Packs packs;
    private final ClosureForecast.Packuments packuments;
    private final Predictions predictions;
    private final Answer answer;
    private final @Nullable BloomFilter there;
    private @Nullable Prediction prediction;

    /**
     * @param base where this registry's HTTP is for whoever asks
     * @param readable whether whoever asks may read a package
     */
    ClosureAnswer(
            ClosureQuestion question,
            String base,
            Predicate<String> readable,
            Packs packs,
            ClosureForecast.Packuments packuments,
            Predictions predictions,
            Answer answer) {
        this.question = question;
        this.base = base;
        this.readable = readable;
        this.packs = packs;
        this.packuments = packuments;
        this.predictions = predictions;
        this.answer = answer;
        this.there = question.filter().hasRemaining() ? new BloomFilter(question.filter()) : null;
    }

    void send() throws InterruptedException {
        List<PackageId> wanted = new ArrayList<>(question.lacking());
        if (!question.wishes().isEmpty()) {
            List<PackageId> foreseen = foreseen();
            if (foreseen == null) {
                return;
            }
            wanted.addAll(foreseen);
            List<PackageId> plan = wanted.subList(0, Math.min(wanted.size(), Item.MOST_PLANNED));
            if (!answer.add(new Part.Whole(Status.OK, new Item.Plan(plan).encode()))) {
                return;
            }
        }
        sendPacks(wanted);
        answer.finish(new Part.Whole(Status.OK, NOTHING));
    }

    /** Sends of the packuments what will be asked for; returns the packages that will, null if nobody wants them any more. */
    private @Nullable List<PackageId> foreseen() throws InterruptedException {
        for (Prediction.Told told : prediction().told()) {
            if (told.state() != null && !answer.add(part(told))) {
                return null;
            }
        }
        return prediction().packs().stream()
                .filter(id -> there == null || !there.mayContain(id.toString()))
                .toList();
    }

    private Prediction prediction() throws InterruptedException {
        Prediction known = prediction;
        if (known == null) {
            String key = predictions.key(question, base);
            known = predictions.find(key, question.machine().cutoff(), readable);
            if (known == null) {
                AtomicBoolean refused = new AtomicBoolean();
                ClosureForecast forecast = new ClosureForecast(question, (name, form) -> {
                    if (readable.test(name)) {
                        return packuments.find(name, form);
                    }
                    refused.set(true);
                    return null;
                });
                known = forecast.make();
                if (!forecast.isIncomplete() && !refused.get()) {
                    predictions.keep(key, known);
                }
            }
            prediction = known;
        }
        return known;
    }

    private Part part(Prediction.Told told) {
        RequestHeader.Form form = switch (told.form()) {
            case ABBREVIATED -> RequestHeader.Form.ABBREVIATED;
            case FULL -> RequestHeader.Form.FULL;
        };
        boolean isThere = there != null && there.mayContain(told.name() + "#" + Long.toHexString(told.fingerprint()));
        return isThere
                ? new Part.Whole(Status.OK, new Item.Known(told.name(), form, told.fingerprint()).encode())
                : new Part.Announced(
                        new Item.Meta(
                                told.name(), form, told.origin(), told.bytes().remaining()),
                        new Body.Bytes(told.bytes().duplicate(), told.fingerprint()));
    }

    private void sendPacks(List<PackageId> wanted) throws InterruptedException {
        Deque<Future<Part>> ahead = new ArrayDeque<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (PackageId id : wanted) {
                ahead.add(threads.submit(() -> part(id)));
                if (ahead.size() > AHEAD && !answer.add(await(ahead.removeFirst()))) {
                    return;
                }
            }
            while (!ahead.isEmpty()) {
                if (!answer.add(await(ahead.removeFirst()))) {
                    return;
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Part part(PackageId id) {
        try {
            return packs.offered(id);
        } catch (DxrpRefusal refusal) {
            return lacking(id, refusal.status());
        } catch (IOException | DxException failure) {
            return lacking(id, Status.FAILED);
        }
    }

    private static Part lacking(PackageId id, Status status) {
        return new Part.Whole(Status.OK, new Item.Lacking(id, status).encode());
    }

    private static Part await(Future<Part> part) throws InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        }
    }
}
