package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads all of a store and says what in it is not as it should be. Changes nothing. */
final class StoreVerification {
    private final StoreFolders folders;
    private final Consumer<StoreEvent> events;
    private int done;
    private int total;

    StoreVerification(StoreFolders folders, Consumer<StoreEvent> events) {
        this.folders = folders;
        this.events = events;
    }

    /** Everything that is wrong, packages by their roots first. */
    List<StoreFinding> run() throws IOException {
        List<Callable<List<StoreFinding>>> work = new ArrayList<>();
        for (ContentRoot root : folders.roots()) {
            work.add(() -> listOf(unpacked(root)));
        }
        for (ContentRoot root : folders.packs().roots()) {
            work.add(() -> listOf(pack(root)));
        }
        total = work.size();
        List<StoreFinding> findings = new ArrayList<>(inParallel(work));
        findings.addAll(trust());
        findings.addAll(index());
        findings.addAll(leftovers());
        return findings;
    }

    private List<StoreFinding> inParallel(List<Callable<List<StoreFinding>>> work) {
        List<StoreFinding> findings = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("dx-verify-", 0).factory());
        try {
            List<Future<List<StoreFinding>>> futures = new ArrayList<>();
            for (Callable<List<StoreFinding>> each : work) {
                futures.add(threads.submit(() -> told(each.call())));
            }
            for (Future<List<StoreFinding>> future : futures) {
                findings.addAll(future.get());
            }
            return findings;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DxException known) {
                throw known;
            }
            if (failed.getCause() instanceof IOException failure) {
                throw DxException.io(folders.store().toString(), failure);
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            stop(threads);
        }
    }

    /** Returns when nothing of the store is being read any more. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                return;
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized List<StoreFinding> told(List<StoreFinding> findings) {
        findings.forEach(finding -> events.accept(new StoreEvent.Found(finding)));
        events.accept(new StoreEvent.Progress(++done, total));
        return findings;
    }

    private static List<StoreFinding> listOf(@Nullable StoreFinding finding) {
        return finding == null ? List.of() : List.of(finding);
    }

    /** What is wrong with an unpacked package; null if nothing is, or if it is gone. */
    @Nullable
    StoreFinding unpacked(ContentRoot root) throws IOException {
        Path folder = folders.unpacked().folderOf(root);
        String wrong;
        try {
            FileTable table = FileTable.read(folders.unpacked().tableOf(root), root);
            wrong = table.root().equals(root) ? wrongWith(folder, table) : "its table is that of another package";
        } catch (NoSuchFileException noTable) {
            wrong = "it has no table";
        } catch (DxException damaged) {
            if (!UnpackedPackages.isOfTheFormat(damaged)) {
                throw damaged;
            }
            wrong = "its table cannot be read";
        }
        if (wrong == null || !UnpackedPackages.isFolder(folder)) {
            return null;
        }
        return new StoreFinding(StoreFinding.Kind.BROKEN_PACKAGE, root, folder, wrong);
    }

    private static @Nullable String wrongWith(Path folder, FileTable table) throws IOException {
        Map<String, BasicFileAttributes> there = new HashMap<>();
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                DxException.checkCancelled();
                there.put(folder.relativize(file).toString().replace('\\', '/'), attributes);
                return FileVisitResult.CONTINUE;
            }
        });
        for (FileEntry entry : table.entries()) {
            DxException.checkCancelled();
            String path = Refusal.printable(entry.path());
            Path file = folder.resolve(entry.path());
            BasicFileAttributes attributes = there.remove(entry.path());
            if (attributes == null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                // A folder in two spellings, where they are one, is found in the first.
                Path real = folder.toRealPath().relativize(file.toRealPath(LinkOption.NOFOLLOW_LINKS));
                attributes = there.remove(real.toString().replace('\\', '/'));
            }
            if (attributes == null) {
                return path + " is missing";
            }
            if (!attributes.isRegularFile()) {
                return path + " is no file";
            }
            if (attributes.size() != entry.size()
                    || !UnpackedPackages.hash(file).equals(entry.hash())) {
                return path + " was changed";
            }
            if (posix
                    && !Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .permissions()
                            .equals(entry.mode().permissions())) {
                return path + " has other permissions";
            }
        }
        return there.isEmpty()
                ? null
                : Refusal.printable(there.keySet().iterator().next()) + " does not belong to it";
    }

    /** What is wrong with a pack; null if nothing is. */
    @Nullable
    StoreFinding pack(ContentRoot root) throws IOException {
        Path file = folders.packs().fileOf(root);
        try (Pack pack = Pack.open(file, root);
                PackReader reader = pack.reader()) {
            reader.verify();
            return null;
        } catch (DxException damaged) {
            if (UnpackedPackages.isOfTheFormat(damaged)) {
                return new StoreFinding(StoreFinding.Kind.BROKEN_PACK, root, file, damaged.what());
            }
            throw damaged;
        }
    }

    private List<StoreFinding> trust() throws IOException {
        List<StoreFinding> findings = new ArrayList<>();
        for (Path file : folders.trustFiles()) {
            DxException.checkCancelled();
            byte[] digest = HexFormat.of().parseHex(file.getFileName().toString());
            String base64 = Base64.getEncoder().encodeToString(digest);
            if (TrustRecord.read(file, base64) == null && Files.exists(file)) {
                findings.add(tell(StoreFinding.Kind.BROKEN_TRUST, null, file, "a record that cannot be read"));
            }
        }
        return findings;
    }

    private List<StoreFinding> index() throws IOException {
        Path file = folders.store().resolve(StoreCatalog.FILE_NAME);
        try {
            StoreIndex.open(file).contents();
            return List.of();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (DxException damaged) {
            if (UnpackedPackages.isOfTheFormat(damaged)) {
                return List.of(tell(StoreFinding.Kind.BROKEN_INDEX, null, file, damaged.what()));
            }
            throw damaged;
        }
    }

    private List<StoreFinding> leftovers() throws IOException {
        List<StoreFinding> findings = new ArrayList<>();
        for (Path path : StoreFolders.leaves(folders.unpacked().folder())) {
            String name = path.getFileName().toString();
            boolean isTable = name.endsWith(UnpackedPackages.TABLE);
            String root = isTable ? name.substring(0, name.length() - UnpackedPackages.TABLE.length()) : name;
            if (!StoreFolders.isRoot(root)) {
                findings.add(tell(StoreFinding.Kind.LEFTOVER, null, path, "it is not the store's"));
            } else if (isTable && !UnpackedPackages.isFolder(path.resolveSibling(root)) && Files.exists(path)) {
                findings.add(tell(StoreFinding.Kind.LEFTOVER, ContentRoot.parse(root), path, "a table without files"));
            }
        }
        for (Path path : StoreFolders.leaves(folders.packs().folder())) {
            String name = path.getFileName().toString();
            if (!name.endsWith(PackShelf.PACK)
                    || !StoreFolders.isRoot(name.substring(0, name.length() - PackShelf.PACK.length()))) {
                findings.add(tell(StoreFinding.Kind.LEFTOVER, null, path, "it is not the store's"));
            }
        }
        return findings;
    }

    private StoreFinding tell(StoreFinding.Kind kind, @Nullable ContentRoot root, Path where, String what) {
        StoreFinding finding = new StoreFinding(kind, root, where, what);
        events.accept(new StoreEvent.Found(finding));
        return finding;
    }
}
