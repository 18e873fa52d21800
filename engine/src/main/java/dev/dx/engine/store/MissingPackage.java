package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A package that the store has no more, with what is known of where it came from.
 *
 * @param id what it was called when it came; null where nobody said
 * @param archives what archives of it hash to
 * @param projects that use it
 */
public record MissingPackage(ContentRoot root, @Nullable PackageId id, List<Integrity> archives, List<Path> projects) {
    public MissingPackage {
        archives = List.copyOf(archives);
        projects = List.copyOf(projects);
    }

    /** Those of {@code broken} that are gone, and those that were put aside before and that a project uses. */
    static List<MissingPackage> of(StoreFolders folders, ProjectRegistry registry, Set<ContentRoot> broken)
            throws IOException {
        Map<ContentRoot, List<Path>> users = new HashMap<>();
        for (ProjectRegistry.Registered project : registry.all()) {
            if (project.state() == ProjectState.PRESENT) {
                for (ContentRoot root : project.entry().packages().asSet()) {
                    users.computeIfAbsent(root, _ -> new ArrayList<>())
                            .add(Path.of(project.entry().path()));
                }
            }
        }
        Set<ContentRoot> wanted = new HashSet<>(putAside(folders));
        wanted.retainAll(users.keySet());
        wanted.addAll(broken);
        List<ContentRoot> gone = new ArrayList<>();
        for (ContentRoot root : wanted) {
            if (folders.unpacked().open(root) == null && !folders.packs().has(root)) {
                gone.add(root);
            }
        }
        return gone.isEmpty() ? List.of() : described(folders, gone, users);
    }

    private static Set<ContentRoot> putAside(StoreFolders folders) throws IOException {
        Set<ContentRoot> roots = new HashSet<>();
        for (Path cell : StoreFolders.children(folders.quarantine())) {
            for (Path each : StoreFolders.children(cell)) {
                String name = each.getFileName().toString();
                if (StoreFolders.isRoot(name)) {
                    roots.add(ContentRoot.parse(name));
                }
            }
        }
        return roots;
    }

    private static List<MissingPackage> described(
            StoreFolders folders, List<ContentRoot> gone, Map<ContentRoot, List<Path>> users) throws IOException {
        Map<ContentRoot, List<Integrity>> archives = new HashMap<>();
        Map<ContentRoot, PackageId> names = new HashMap<>();
        gone.forEach(root -> archives.put(root, new ArrayList<>()));
        for (Path file : folders.trustFiles()) {
            byte[] digest = HexFormat.of().parseHex(file.getFileName().toString());
            TrustRecord record = TrustRecord.read(file, Base64.getEncoder().encodeToString(digest));
            List<Integrity> its = record == null ? null : archives.get(record.root());
            if (record != null && its != null) {
                its.add(Integrity.of(algorithmOf(digest), digest));
                PackageId id = record.id();
                if (id != null) {
                    names.put(record.root(), id);
                }
            }
        }
        return gone.stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .map(root -> new MissingPackage(
                        root,
                        names.get(root),
                        archives.getOrDefault(root, List.of()),
                        users.getOrDefault(root, List.of())))
                .toList();
    }

    /** {@link StoreFolders#trustFiles} lists nothing of another length. */
    private static Integrity.Algorithm algorithmOf(byte[] digest) {
        for (Integrity.Algorithm algorithm : Integrity.Algorithm.values()) {
            if (algorithm.digestLength() == digest.length) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(digest.length + " bytes");
    }
}
