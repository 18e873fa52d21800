package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes what nobody needs: packages that no registered project uses and nobody used for a while. A project that is not there
 * now uses its packages still, unless its disk is there without it, and that long.
 *
 * <p>What goes is chosen and renamed while nobody uses the store, which takes a moment, and removed afterwards, which may take
 * long.
 */
final class GarbageCollection {
    private final StoreFolders folders;
    private final ProjectRegistry projects;
    private final StoreCatalog catalog;
    private final Staging staging;
    private final Instant before;
    private final Freeing freeing;
    private final Consumer<StoreEvent> events;

    /** @param unusedFor how long something was not used before it goes */
    GarbageCollection(
            StoreFolders folders,
            ProjectRegistry projects,
            StoreCatalog catalog,
            Staging staging,
            Duration unusedFor,
            Freeing freeing,
            Consumer<StoreEvent> events) {
        this.folders = folders;
        this.projects = projects;
        this.catalog = catalog;
        this.staging = staging;
        this.before = Instant.now().minus(unusedFor);
        this.freeing = freeing;
        this.events = events;
    }

    /** What goes, and what stays because of whom. */
    private record Choice(
            List<StoreRemoval.Item> items,
            List<Path> paths,
            Set<ContentRoot> gone,
            List<String> kept,
            List<String> forgotten,
            long freed) {}

    /** Says what would go. */
    StoreRemoval preview() throws IOException {
        return report(choose());
    }

    /** Removes it. Called while the store is not used by anybody; {@code release} is run as soon as others may use it. */
    StoreRemoval run(Runnable release) throws IOException {
        Choice choice = choose();
        try (Staging.Place place = staging.open()) {
            int number = 0;
            for (Path path : choice.paths()) {
                try {
                    Files.move(path, place.path(Integer.toString(number++)), StandardCopyOption.ATOMIC_MOVE);
                } catch (NoSuchFileException gone) {
                    // It was there a moment ago; what matters is that it is not now.
                }
                removeEmptyFolders(path.getParent());
            }
            if (!choice.gone().isEmpty()) {
                catalog.forget(choice.gone());
            }
            release.run();
        }
        events.accept(new StoreEvent.Done(choice.items().size() + " things removed"));
        return report(choice);
    }

    private void removeEmptyFolders(@Nullable Path folder) {
        for (Path each = folder;
                each != null
                        && each.startsWith(folders.store())
                        && each.getNameCount() > folders.store().getNameCount() + 1;
                each = each.getParent()) {
            try {
                Files.delete(each);
            } catch (IOException notEmpty) {
                return;
            }
        }
    }

    private static StoreRemoval report(Choice choice) {
        return new StoreRemoval(choice.items(), choice.freed(), choice.kept(), choice.forgotten());
    }

    private Choice choose() throws IOException {
        Set<ContentRoot> needed = new HashSet<>();
        List<String> kept = new ArrayList<>();
        List<String> forgotten = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        for (ProjectRegistry.Registered project : projects.all()) {
            if (project.state() == ProjectState.GONE
                    && project.entry().written().isBefore(before)) {
                forgotten.add(project.entry().path());
                paths.add(project.file());
            } else {
                needed.addAll(project.entry().packages().asSet());
                if (project.state() != ProjectState.PRESENT) {
                    kept.add(project.entry().path());
                }
            }
        }
        Map<ContentRoot, IndexedPackage> indexed = new HashMap<>();
        catalog.contents().packages().forEach(each -> indexed.put(each.root(), each));
        Set<ContentRoot> unpacked = new HashSet<>(folders.roots());
        Set<ContentRoot> packed = new HashSet<>(folders.packs().roots());
        Set<ContentRoot> all = new HashSet<>(unpacked);
        all.addAll(packed);
        Set<ContentRoot> gone = new HashSet<>();
        List<StoreRemoval.Item> items = new ArrayList<>();
        long freed = 0;
        for (ContentRoot root : sorted(all)) {
            DxException.checkCancelled();
            IndexedPackage known = indexed.get(root);
            if (needed.contains(root)
                    || !lastUse(root, known, packed.contains(root)).isBefore(before)) {
                continue;
            }
            gone.add(root);
            List<Path> its = new ArrayList<>();
            if (unpacked.contains(root)) {
                its.add(folders.unpacked().folderOf(root));
                its.add(folders.unpacked().tableOf(root));
            }
            if (packed.contains(root)) {
                its.add(folders.packs().fileOf(root));
            }
            paths.addAll(its);
            PackageId id = known == null ? null : known.id();
            StoreRemoval.Item item = new StoreRemoval.Item(root, id, freeing.goes(its));
            freed += item.freed();
            items.add(item);
        }
        List<Path> rest = new ArrayList<>(trustOf(gone, all));
        for (Path cell : StoreFolders.children(folders.quarantine())) {
            if (WritingTime.timeOf(cell).toInstant().isBefore(before)) {
                rest.add(cell);
            }
        }
        paths.addAll(rest);
        return new Choice(items, paths, gone, kept, forgotten, freed + freeing.goes(rest));
    }

    private static List<ContentRoot> sorted(Set<ContentRoot> roots) {
        TreeSet<String> names = new TreeSet<>();
        roots.forEach(root -> names.add(root.toString()));
        return names.stream().map(ContentRoot::parse).toList();
    }

    /** Trust in archives whose packages go, and old trust in what is not there any more. */
    private List<Path> trustOf(Set<ContentRoot> gone, Set<ContentRoot> all) throws IOException {
        List<Path> useless = new ArrayList<>();
        for (Path file : folders.trustFiles()) {
            byte[] digest = HexFormat.of().parseHex(file.getFileName().toString());
            TrustRecord record = TrustRecord.read(file, Base64.getEncoder().encodeToString(digest));
            boolean leadsNowhere = record == null || !all.contains(record.root());
            try {
                if ((record != null && gone.contains(record.root()))
                        || (leadsNowhere && WritingTime.timeOf(file).toInstant().isBefore(before))) {
                    useless.add(file);
                }
            } catch (NoSuchFileException removedMeanwhile) {
                // Then there is nothing to remove.
            }
        }
        return useless;
    }

    private Instant lastUse(ContentRoot root, @Nullable IndexedPackage known, boolean packed) throws IOException {
        Instant last = known == null ? Instant.EPOCH : Instant.EPOCH.plus(Duration.ofHours(known.lastUse()));
        last = later(last, folders.unpacked().tableOf(root));
        return packed ? later(last, folders.packs().fileOf(root)) : last;
    }

    private static Instant later(Instant last, Path path) throws IOException {
        try {
            FileTime written = WritingTime.timeOf(path);
            return written.toInstant().isAfter(last) ? written.toInstant() : last;
        } catch (FileSystemException gone) {
            return last;
        }
    }
}
