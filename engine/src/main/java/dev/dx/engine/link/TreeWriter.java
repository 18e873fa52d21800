package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.TargetNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes packages from the store into an empty node_modules folder, on all cores. Folders come first, each created once;
 * then the files, in portions, so that one huge package does not keep a single core busy at the end.
 */
public final class TreeWriter {
    private static final int PORTION = 256;

    /** From so many files on it pays to load native code. */
    private static final int MANY = 4_000;

    private final LinkStrategy strategy;
    private final SourceCheck check;
    private final int many;

    public TreeWriter(LinkStrategy strategy) {
        this(strategy, SourceCheck.NONE);
    }

    /** @param check asked before each file is placed */
    public TreeWriter(LinkStrategy strategy, SourceCheck check) {
        this(strategy, check, MANY);
    }

    /** @param many from so many files on native code is used */
    TreeWriter(LinkStrategy strategy, SourceCheck check, int many) {
        this.strategy = strategy;
        this.check = check;
        this.many = many;
    }

    /**
     * Fills {@code modules}, an existing folder. Interrupting the calling thread stops it within a few files; what was
     * written until then stays, for the owner of the folder to delete.
     *
     * @param finished told of each placement whose files all stand; called from several threads, one at a time
     */
    public WrittenTree write(Path modules, List<Placement> placements, Consumer<Placement> finished) {
        DxException.checkCancelled();
        int files = placements.stream()
                .mapToInt(placement -> placement.content().files().entries().size())
                .sum();
        // Loaded while folders are made.
        ForkJoinTask<@Nullable FolderCalls> calls = strategy == LinkStrategy.HARDLINK && files >= many
                ? ForkJoinPool.commonPool().submit(FolderCalls::load)
                : null;
        Writing writing = new Writing(new FilePlacer(strategy, modules), check, modules, finished);
        writing.createPackageFolders(placements);
        List<PackageFiles> packages =
                placements.stream().map(p -> new PackageFiles(p, modules)).toList();
        Workers.forEach("dx-link", Workers.OnInterrupt.STOP, packages, PackageFiles::createFolders);
        List<Portion> portions = new ArrayList<>();
        packages.forEach(each -> each.addPortions(portions));
        writing.calls = calls == null ? null : calls.join();
        Workers.forEach("dx-link", Workers.OnInterrupt.STOP, portions, writing::write);
        return writing.result();
    }

    /** Some of a package's files: {@code from} inclusive, {@code to} exclusive. */
    private record Portion(PackageFiles files, int from, int to) {}

    private static final class PackageFiles {
        private final Placement placement;
        private final Path folder;
        private final List<FileEntry> entries;
        private final AtomicInteger portionsLeft = new AtomicInteger();

        PackageFiles(Placement placement, Path modules) {
            this.placement = placement;
            this.folder = modules.resolve(placement.folder());
            this.entries = placed(placement);
        }

        private static List<FileEntry> placed(Placement placement) {
            List<FileEntry> all = placement.content().files().entries();
            if (placement.renamed().isEmpty()) {
                return all;
            }
            Set<String> taken = new HashSet<>();
            all.forEach(entry -> taken.add(entry.path()));
            return all.stream()
                    .filter(entry -> {
                        String target = placement.renamed().get(entry.path());
                        return target == null || !taken.contains(target);
                    })
                    .toList();
        }

        void createFolders() {
            Set<String> created = new HashSet<>();
            String last = "";
            for (FileEntry entry : entries) {
                int slash = entry.path().lastIndexOf('/');
                if (slash > 0 && !(last.length() == slash && entry.path().startsWith(last))) {
                    last = entry.path().substring(0, slash);
                    createFolder(last, created);
                }
            }
        }

        private void createFolder(String path, Set<String> created) {
            if (!created.add(path)) {
                return;
            }
            int slash = path.lastIndexOf('/');
            if (slash > 0) {
                createFolder(path.substring(0, slash), created);
            }
            Path target = folder.resolve(path);
            try {
                Files.createDirectory(target);
            } catch (FileAlreadyExistsException exists) {
                // Two spellings of one name where case does not count; only files must not meet there.
                if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                    throw collision(placement, path, exists);
                }
            } catch (IOException e) {
                throw DxException.io(target.toString(), e);
            }
        }

        void addPortions(List<Portion> portions) {
            int count = Math.max(1, (entries.size() + PORTION - 1) / PORTION);
            portionsLeft.set(count);
            for (int i = 0; i < count; i++) {
                portions.add(new Portion(this, i * PORTION, Math.min(entries.size(), (i + 1) * PORTION)));
            }
        }
    }

    /** What the workers of one call share. */
    private static final class Writing {
        private final FilePlacer placer;
        private final SourceCheck check;
        /** For files that are written to: a second name for the store's would not do. */
        private final FilePlacer ownPlacer;

        private final Path modules;
        private final Consumer<Placement> finished;
        private @Nullable FolderCalls calls;
        private final AtomicInteger files = new AtomicInteger();
        private final AtomicInteger copied = new AtomicInteger();
        private final AtomicLong sharedBytes = new AtomicLong();

        Writing(FilePlacer placer, SourceCheck check, Path modules, Consumer<Placement> finished) {
            this.placer = placer;
            this.check = check;
            this.ownPlacer =
                    placer.strategy() == LinkStrategy.HARDLINK ? new FilePlacer(LinkStrategy.COPY, modules) : placer;
            this.modules = modules;
            this.finished = finished;
        }

        void createPackageFolders(List<Placement> placements) {
            Set<Path> places = new HashSet<>();
            TreeSet<Path> folders = new TreeSet<>();
            for (Placement placement : placements) {
                if (!places.add(placement.folder())) {
                    throw new IllegalArgumentException("two packages are placed at " + placement.folder());
                }
                for (Path f = placement.folder(); f != null && folders.add(f); f = f.getParent()) {
                    // adding is all: a parent sorts before what is in it
                }
            }
            TargetNames names = TargetNames.of(modules.getFileSystem());
            for (Path folder : folders) {
                String objection = names.objection(folder.getFileName().toString());
                if (objection != null) {
                    throw new DxException(
                            ErrorCode.DX_UNSAFE_PATH,
                            "node_modules/" + folder + ": the package's name " + objection,
                            "Install it under another name, as in dx add NAME@npm:" + folder.getFileName() + ".");
                }
            }
            for (Path folder : folders) {
                Path target = modules.resolve(folder);
                try {
                    Files.createDirectory(target);
                } catch (FileAlreadyExistsException e) {
                    throw new DxException(
                            ErrorCode.DX_NAME_COLLISION,
                            "node_modules/" + folder
                                    + ": there is a package whose name this file system takes for the same",
                            "Install in a folder on a case-sensitive file system, or remove one of the two packages.",
                            e);
                } catch (IOException e) {
                    throw DxException.io(target.toString(), e);
                }
            }
        }

        void write(Portion portion) {
            Placement placement = portion.files().placement;
            Path source = placement.content().folder();
            int copies = 0;
            long shared = 0;
            for (FileEntry entry : link(portion)) {
                DxException.checkCancelled();
                if (place(placement, source, portion.files().folder, entry) == LinkStrategy.COPY) {
                    copies++;
                } else {
                    shared += entry.size();
                }
            }
            files.addAndGet(portion.to() - portion.from());
            copied.addAndGet(copies);
            sharedBytes.addAndGet(shared);
            if (portion.files().portionsLeft.decrementAndGet() == 0) {
                synchronized (this) {
                    finished.accept(placement);
                }
            }
        }

        /** Links what can be without further ado; answers what is left to do. */
        private List<FileEntry> link(Portion portion) {
            List<FileEntry> entries = portion.files().entries.subList(portion.from(), portion.to());
            Placement placement = portion.files().placement;
            FolderCalls quick = calls;
            SourceCheck.Unchanged time = quick == null ? null : check.unchanged(placement.content());
            if (quick == null || time == null || placement.files() == Placement.Files.OWN) {
                return entries;
            }
            List<FileEntry> left = new ArrayList<>();
            long shared = 0;
            try (FolderCalls.Pair folders = quick.open(placement.content().folder(), portion.files().folder)) {
                if (folders == null) {
                    return entries;
                }
                for (FileEntry entry : entries) {
                    DxException.checkCancelled();
                    boolean plain = !placement.executables().contains(entry.path())
                            && !placement.renamed().containsKey(entry.path());
                    if (plain && folders.link(entry.path(), entry.size(), time)) {
                        shared += entry.size();
                    } else {
                        left.add(entry);
                    }
                }
            }
            sharedBytes.addAndGet(shared);
            return left;
        }

        private LinkStrategy place(Placement placement, Path source, Path folder, FileEntry entry) {
            Path target = folder.resolve(placement.renamed().getOrDefault(entry.path(), entry.path()));
            try {
                Path from = source.resolve(entry.path());
                check.beforePlacing(placement.content(), entry, from);
                try {
                    return place(placement, entry, from, target);
                } catch (NoSuchFileException putAsideMeanwhile) {
                    check.beforePlacing(placement.content(), entry, from);
                    return place(placement, entry, from, target);
                }
            } catch (FileAlreadyExistsException e) {
                throw collision(placement, entry.path(), e);
            } catch (IOException e) {
                throw DxException.io(target.toString(), e);
            }
        }

        private LinkStrategy place(Placement placement, FileEntry entry, Path from, Path target) throws IOException {
            FilePlacer its = placement.files() == Placement.Files.OWN ? ownPlacer : placer;
            return placement.executables().contains(entry.path())
                    ? its.placeExecutable(from, target, entry.mode())
                    : its.place(from, target);
        }

        WrittenTree result() {
            return new WrittenTree(placer.strategy(), files.get(), copied.get(), sharedBytes.get());
        }
    }

    private static DxException collision(Placement placement, String path, IOException cause) {
        return new DxException(
                ErrorCode.DX_NAME_COLLISION,
                "node_modules/" + placement.folder() + "/" + path + ": this file system takes it for another file of "
                        + "the package",
                "Install in a folder on a case-sensitive file system.",
                cause);
    }
}
