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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes packages from the store into an empty node_modules folder, on all cores. The folders of packages come first; then
 * their files, in portions, so that one huge package does not keep a single core busy at the end.
 */
public final class TreeWriter {
    private static final int PORTION = 256;

    /** From so many files on it pays to load native code. */
    static final int MANY = 4_000;

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
     * @param finished told the place of each package whose files all stand; called from several threads, one at a time
     */
    public WrittenTree write(Path modules, List<Placement> placements, Consumer<Path> finished) {
        return write(modules, placements, List.of(), finished);
    }

    /**
     * @param listed more packages, whose files are linked if they are what is listed
     * @throws DxException with {@link ErrorCode#DX_NOT_FOUND} if one of those is not what is listed, or cannot be linked
     */
    WrittenTree write(Path modules, List<Placement> placements, List<ListedPackage> listed, Consumer<Path> finished) {
        DxException.checkCancelled();
        int files = placements.stream()
                .mapToInt(placement -> placement.content().files().entries().size())
                .sum();
        // Loaded while folders are made.
        ForkJoinTask<@Nullable FolderCalls> calls =
                strategy == LinkStrategy.HARDLINK && (files >= many || !listed.isEmpty())
                        ? ForkJoinPool.commonPool().submit(FolderCalls::load)
                        : null;
        Writing writing = new Writing(new FilePlacer(strategy, modules), check, modules, finished);
        List<Path> folders = new ArrayList<>();
        placements.forEach(placement -> folders.add(placement.folder()));
        listed.forEach(each -> folders.add(each.folder()));
        writing.createPackageFolders(folders);
        List<Portion> portions = new ArrayList<>();
        List<PackageFiles> large = new ArrayList<>();
        for (Placement placement : placements) {
            PackageFiles its = new PackageFiles(placement, modules);
            its.addPortions(portions);
            if (its.isLarge()) {
                large.add(its);
            }
        }
        writing.calls = calls == null ? null : calls.join();
        Workers.forEach("dx-link", Workers.OnInterrupt.STOP, large, its -> its.createFolders(null));
        List<Runnable> works = new ArrayList<>();
        // The largest first, so that none is left to a single core at the end.
        listed.stream()
                .sorted(Comparator.comparingInt(
                                (ListedPackage each) -> each.files().count())
                        .reversed())
                .forEach(each -> works.add(() -> writing.link(each)));
        portions.forEach(portion -> works.add(() -> writing.write(portion)));
        Workers.forEach("dx-link", Workers.OnInterrupt.STOP, works, Runnable::run);
        return writing.result();
    }

    /** Whether packages can be linked as they are listed. */
    static boolean linksListed(LinkStrategy strategy) {
        return strategy == LinkStrategy.HARDLINK && FolderCalls.load() != null;
    }

    /**
     * A package that is linked without being looked into.
     *
     * @param folder where it goes, as in {@link Placement}
     * @param source the read-only folder that holds its files
     */
    record ListedPackage(Path folder, Path source, TreeListing.Listed files) {
        ListedPackage {
            Placement.check(folder);
        }
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

        /** Whether several threads may be at it at a time, so that its folders have to be there before. */
        boolean isLarge() {
            return entries.size() > PORTION;
        }

        /** @param quick the package's folder in both places, where it is open */
        void createFolders(FolderCalls.@Nullable Pair quick) {
            Set<String> created = new HashSet<>();
            String last = "";
            for (FileEntry entry : entries) {
                int slash = entry.path().lastIndexOf('/');
                if (slash > 0 && !(last.length() == slash && entry.path().startsWith(last))) {
                    last = entry.path().substring(0, slash);
                    createFolder(last, created, quick);
                }
            }
        }

        private void createFolder(String path, Set<String> created, FolderCalls.@Nullable Pair quick) {
            if (!created.add(path)) {
                return;
            }
            int slash = path.lastIndexOf('/');
            if (slash > 0) {
                createFolder(path.substring(0, slash), created, quick);
            }
            if (quick != null && quick.makeFolder(path)) {
                return;
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
            int count = Math.max(1, Math.ceilDiv(entries.size(), PORTION));
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
        private final Consumer<Path> finished;
        private @Nullable FolderCalls calls;
        private final AtomicInteger files = new AtomicInteger();
        private final AtomicInteger copied = new AtomicInteger();
        private final AtomicLong sharedBytes = new AtomicLong();

        Writing(FilePlacer placer, SourceCheck check, Path modules, Consumer<Path> finished) {
            this.placer = placer;
            this.check = check;
            this.ownPlacer =
                    placer.strategy() == LinkStrategy.HARDLINK ? new FilePlacer(LinkStrategy.COPY, modules) : placer;
            this.modules = modules;
            this.finished = finished;
        }

        void createPackageFolders(List<Path> packages) {
            Set<Path> places = new HashSet<>();
            TreeSet<Path> folders = new TreeSet<>();
            for (Path place : packages) {
                if (!places.add(place)) {
                    throw new IllegalArgumentException("two packages are placed at " + place);
                }
                for (Path f = place; f != null && folders.add(f); f = f.getParent()) {
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
                finished(placement.folder());
            }
        }

        private synchronized void finished(Path folder) {
            finished.accept(folder);
        }

        /** Links a package as it is listed. */
        void link(ListedPackage each) {
            TreeListing.Listed listed = each.files();
            FolderCalls quick = Objects.requireNonNull(calls, "asked before");
            Path folder = modules.resolve(each.folder());
            int copies = 0;
            long shared;
            try (FolderCalls.Pair folders = quick.open(each.source(), folder)) {
                if (folders == null || !listed.link(folders)) {
                    throw outdated(each);
                }
                shared = listed.linkedBytes();
                for (TreeListing.Command command : listed.commands()) {
                    if (!listed.isUnchanged(command, folders)) {
                        throw outdated(each);
                    }
                    Path from = each.source().resolve(command.path());
                    if (placer.placeExecutable(from, folder.resolve(command.path()), command.mode())
                            == LinkStrategy.COPY) {
                        copies++;
                    } else {
                        shared += command.size();
                    }
                }
            } catch (IOException removedOrNoRoom) {
                // A channel that was open when somebody cancelled fails too, and says nothing of the listing.
                DxException.checkCancelled();
                throw outdated(each);
            }
            files.addAndGet(listed.count());
            copied.addAndGet(copies);
            sharedBytes.addAndGet(shared);
            finished(each.folder());
        }

        private static DxException outdated(ListedPackage each) {
            return new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    "node_modules/" + each.folder() + ": its files are not as they were listed, or cannot be linked",
                    "Run dx install again.");
        }

        /** Links what can be without further ado, once its folders are there; answers what is left to do. */
        private List<FileEntry> link(Portion portion) {
            PackageFiles files = portion.files();
            List<FileEntry> entries = files.entries.subList(portion.from(), portion.to());
            Placement placement = files.placement;
            FolderCalls quick = placement.files() == Placement.Files.OWN ? null : calls;
            SourceCheck.Unchanged time = quick == null ? null : check.unchanged(placement.content());
            List<FileEntry> left = new ArrayList<>();
            long shared = 0;
            try (FolderCalls.Pair folders = quick == null || time == null
                    ? null
                    : quick.open(placement.content().folder(), files.folder)) {
                if (!files.isLarge()) {
                    files.createFolders(folders);
                }
                if (time == null || folders == null) {
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
