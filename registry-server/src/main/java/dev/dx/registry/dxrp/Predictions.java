package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was predicted, by what was asked: used again for as long as every packument it was made of stays as it was. The newest
 * are in memory, more as files of the cache; both are bounded. For any number of threads.
 *
 * <pre>
 * closures/QUESTION   a {@link Prediction}; QUESTION is BLAKE3 of all of the question but what is there already
 * </pre>
 */
public final class Predictions {
    private static final String FOLDER = "closures";
    private static final int MOST = 256;
    private static final long MOST_BYTES = 256L << 20;
    private static final long MOST_IN_MEMORY = 64L << 20;

    private final Catalogue catalogue;
    private final Storage storage;
    private final RegistryLog log;
    private final Map<String, Prediction> memory = new LinkedHashMap<>(16, 0.75f, true);
    private long held;
    /** The lengths of the files, those that were of no use for the longest time first; null before they were listed. */
    private @Nullable Map<String, Long> files;

    private long filed;

    public Predictions(Catalogue catalogue, Storage storage, RegistryLog log) {
        this.catalogue = catalogue;
        this.storage = storage;
        this.log = log;
    }

    /**
     * What stands for a question.
     *
     * @param base where this registry's HTTP is for whoever asks
     */
    String key(ClosureQuestion question, String base) {
        ClosureQuestion.Machine machine = question.machine();
        ClosureQuestion.Machine undated = new ClosureQuestion.Machine(
                Math.min(1, machine.cutoff()),
                machine.node(),
                machine.os(),
                machine.cpu(),
                machine.libc(),
                machine.peers());
        ClosureQuestion plain =
                new ClosureQuestion(List.of(), new TreeMap<>(question.wishes()), undated, LongBuffer.allocate(0));
        byte[] rest = (base + "\n" + catalogue.policy()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of()
                .formatHex(new Blake3().update(plain.encode()).update(rest).digest());
    }

    /**
     * What was predicted, if it holds; null if nothing was.
     *
     * @param cutoff in milliseconds since 1970, no version published later is taken
     * @param readable whether whoever asks may read a package
     */
    @Nullable
    Prediction find(String key, long cutoff, Predicate<String> readable) throws InterruptedException {
        Prediction known = recall(key);
        if (known == null) {
            known = read(key);
            if (known != null) {
                remember(key, known);
            }
        }
        return known != null
                        && known.suits(cutoff, Instant.now())
                        && known.told().stream().allMatch(told -> readable.test(told.name()))
                        && isAsItWas(known)
                ? known
                : null;
    }

    /** Side by side: the upstream may have to be asked whether it still says the same. */
    private boolean isAsItWas(Prediction known) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> same = known.told().stream()
                    .map(told -> threads.submit(
                            () -> Objects.equals(catalogue.state(told.name(), told.form()), told.state())))
                    .toList();
            try {
                for (Future<Boolean> each : same) {
                    if (!each.get()) {
                        return false;
                    }
                }
                return true;
            } catch (ExecutionException notToBeHad) {
                return false;
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Keeps what was predicted. */
    void keep(String key, Prediction prediction) {
        remember(key, prediction);
        try {
            byte[] bytes = prediction.encode();
            if (bytes.length > Prediction.LARGEST) {
                return;
            }
            synchronized (this) {
                storage.removeBlob(blobKey(key));
                try (Upload upload = storage.upload()) {
                    upload.out().write(bytes);
                    upload.out().flush();
                    if (upload.keep(blobKey(key))) {
                        filed(key, bytes.length);
                    }
                }
            }
        } catch (IOException failure) {
            log.warning("what was predicted was not kept: " + failure);
        }
    }

    private synchronized @Nullable Prediction recall(String key) {
        return memory.get(key);
    }

    private synchronized void remember(String key, Prediction prediction) {
        Prediction earlier = memory.put(key, prediction);
        held += prediction.size() - (earlier == null ? 0 : earlier.size());
        Iterator<Prediction> oldest = memory.values().iterator();
        while (held > MOST_IN_MEMORY && oldest.hasNext()) {
            held -= oldest.next().size();
            oldest.remove();
        }
    }

    private @Nullable Prediction read(String key) {
        try (Blob blob = storage.blob(blobKey(key))) {
            if (blob == null || blob.length() > Prediction.LARGEST) {
                return null;
            }
            try (InputStream in = blob.stream(0)) {
                Prediction found = Prediction.decode(in.readAllBytes());
                storage.touch(blobKey(key));
                return found;
            }
        } catch (IOException | DxException unreadable) {
            log.debug("a prediction cannot be read: " + unreadable.getMessage());
            return null;
        }
    }

    private void filed(String key, long length) throws IOException {
        Map<String, Long> known = files;
        if (known == null) {
            known = new LinkedHashMap<>(16, 0.75f, true);
            for (Storage.Entry entry : storage.list(FOLDER).stream()
                    .sorted(Comparator.comparingLong(Storage.Entry::modified))
                    .toList()) {
                known.put(entry.key().substring(FOLDER.length() + 1), entry.length());
                filed += entry.length();
            }
            files = known;
        }
        Long earlier = known.put(key, length);
        filed += length - (earlier == null ? 0 : earlier);
        Iterator<Map.Entry<String, Long>> oldest = known.entrySet().iterator();
        while ((known.size() > MOST || filed > MOST_BYTES) && oldest.hasNext()) {
            Map.Entry<String, Long> entry = oldest.next();
            storage.removeBlob(blobKey(entry.getKey()));
            filed -= entry.getValue();
            oldest.remove();
        }
    }

    private static String blobKey(String key) {
        return FOLDER + "/" + key;
    }
}
