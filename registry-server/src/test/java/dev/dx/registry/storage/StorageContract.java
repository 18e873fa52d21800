package dev.dx.registry.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every storage does. A subclass says which one is tested. */
abstract class StorageContract {
    /** A storage over the same things each time it is called, as another server has it. */
    abstract Storage storage() throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Storage storage, String key) throws IOException {
        Document document = storage.document(key);
        return document == null ? "" : document.text();
    }

    private static boolean keep(Storage storage, String key, String content) throws IOException {
        try (Upload upload = storage.upload()) {
            upload.out().write(bytes(content));
            return upload.keep(key);
        }
    }

    private static String read(Storage storage, String key, long from) throws IOException {
        try (Blob blob = Objects.requireNonNull(storage.blob(key))) {
            return new String(blob.stream(from).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void absentConditionHoldsOnce() throws IOException {
        assertNotNull(storage().put("a/b", bytes("one"), Condition.ABSENT));
        assertNull(storage().put("a/b", bytes("two"), Condition.ABSENT));
        assertEquals("one", text(storage(), "a/b"));
    }

    @Test
    void unchangedConditionHoldsForWhatIsThere() throws IOException {
        Document first = Objects.requireNonNull(storage().put("key", bytes("one"), Condition.ANY));
        Document second =
                Objects.requireNonNull(storage().put("key", bytes("two"), new Condition.Unchanged(first.tag())));
        assertNull(storage().put("key", bytes("three"), new Condition.Unchanged(first.tag())));
        assertEquals(
                second.tag(), Objects.requireNonNull(storage().document("key")).tag());
        assertNull(storage().put("none", bytes("one"), new Condition.Unchanged(first.tag())));
        assertNull(storage().document("none"));
    }

    @Test
    void whatOneServerWritesTheOtherReads() throws IOException {
        Storage reader = storage();
        Storage writer = storage();
        for (int i = 0; i < 50; i++) {
            assertNotNull(writer.put("key", bytes("content " + i % 10), Condition.ANY));
            assertEquals("content " + i % 10, text(reader, "key"));
        }
    }

    @Test
    void removesOnCondition() throws IOException {
        Document first = Objects.requireNonNull(storage().put("key", bytes("one"), Condition.ANY));
        assertNotNull(storage().put("key", bytes("two"), Condition.ANY));
        assertFalse(storage().remove("key", new Condition.Unchanged(first.tag())));
        assertTrue(storage().remove("key", Condition.ANY));
        assertNull(storage().document("key"));
    }

    @Test
    void ofManyWritersNoneIsLost() throws Exception {
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Storage own = storage();
            writers.add(() -> {
                int tries = 0;
                for (int done = 0; done < 10; tries++) {
                    Document now = own.document("counter");
                    int next = now == null ? 1 : Integer.parseInt(now.text()) + 1;
                    Condition condition = now == null ? Condition.ABSENT : new Condition.Unchanged(now.tag());
                    if (own.put("counter", bytes("" + next), condition) != null) {
                        done++;
                    }
                }
                return tries;
            });
        }
        runAll(writers);
        assertEquals("80", text(storage(), "counter"));
    }

    @Test
    void ofTwoBlobsWithOneKeyTheFirstStays() throws Exception {
        List<Callable<Boolean>> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String content = "content " + i;
            Storage own = storage();
            uploads.add(() -> keep(own, "blobs/one", content));
        }
        List<Boolean> kept = runAll(uploads);
        assertEquals(1, kept.stream().filter(one -> one).count());
        assertEquals("content " + kept.indexOf(true), read(storage(), "blobs/one", 0));
    }

    private static <T> List<T> runAll(List<Callable<T>> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void uploadThatIsNotKeptLeavesNothing() throws IOException {
        try (Upload upload = storage().upload()) {
            upload.out().write(bytes("half"));
        }
        assertEquals(List.of(), storage().list(""));
    }

    @Test
    void blobIsReadFromAnyPlaceAlsoAfterItsRemoval() throws IOException {
        assertTrue(keep(storage(), "blob", "0123456789"));
        assertEquals("6789", read(storage(), "blob", 6));
        try (Blob blob = Objects.requireNonNull(storage().blob("blob"))) {
            assertEquals(10, blob.length());
            storage().removeBlob("blob");
            assertArrayEquals(bytes("56789"), blob.stream(5).readAllBytes());
        }
        assertNull(storage().blob("blob"));
        assertTrue(keep(storage(), "blob", "again"));
    }

    @Test
    void keysOfAnyTextAreKeptApartAndListed() throws IOException {
        List<String> keys = List.of(
                "p/JSONStream",
                "p/jsonstream",
                "p/@Scope/Name",
                "p/..",
                "p/.",
                "p/con",
                "p/com1.x",
                "p/a%2fb",
                "p/ü~'!()*");
        for (String key : keys) {
            assertNotNull(storage().put(key, bytes(key), Condition.ABSENT));
        }
        for (String key : keys) {
            assertEquals(key, text(storage(), key));
        }
        List<String> listed =
                storage().list("p").stream().map(Storage.Entry::key).sorted().toList();
        assertEquals(keys.stream().sorted().toList(), listed);
        assertEquals(
                List.of("p/@Scope/Name"),
                storage().list("p/@Scope").stream().map(Storage.Entry::key).toList());
        assertEquals(List.of(), storage().list("q"));
    }
}
