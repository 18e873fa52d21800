package dev.dx.engine.install.supply;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.InstallRequest.NetworkPolicy;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectLocks;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.store.MissingPackage;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreFinding;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a store right, and fetches what cannot be put right from where it came from: as the lock of a project that uses it
 * says, with that project's configuration; else by the name it came under. What comes must hash to what it hashed to
 * before. For one thread.
 */
public final class StoreRepair {
    private final Environment environment;
    private final StoreKeeper keeper;
    private final NetworkPolicy network;
    private final Map<Path, Map<String, Origin>> locks = new HashMap<>();

    public StoreRepair(Environment environment, StoreKeeper keeper, NetworkPolicy network) {
        this.environment = environment;
        this.keeper = keeper;
        this.network = network;
    }

    /**
     * What was done.
     *
     * @param fetched packages that were broken or put aside, and are whole again
     * @param lost those that are not
     */
    public record Result(Condition condition, List<PackageId> fetched, List<Lost> lost) {
        public Result {
            fetched = List.copyOf(fetched);
            lost = List.copyOf(lost);
        }

        /** How many packages are there again. */
        public int restored() {
            return condition.restored() + fetched.size();
        }
    }

    /**
     * A package that stays away until an install needs it.
     *
     * @param what its name, or its root where nobody knows that
     * @param why in the middle of a sentence
     */
    public record Lost(String what, String why) {}

    /** Where a package came from; {@code address} is null where the registry decides. */
    private record Origin(
            PackageId id, Integrity integrity, @Nullable String address) {}

    /** @param events told of what happens as it happens */
    public Result run(Mode mode, Consumer<StoreEvent> events) {
        Condition condition = keeper.repair(mode, events);
        List<PackageId> fetched = new ArrayList<>();
        List<Lost> lost = new ArrayList<>();
        if (mode == Mode.DO) {
            for (MissingPackage missing : keeper.missing(condition.findings().stream()
                    .filter(finding -> finding.kind() == StoreFinding.Kind.BROKEN_PACKAGE
                            || finding.kind() == StoreFinding.Kind.BROKEN_PACK)
                    .map(StoreFinding::root)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()))) {
                DxException.checkCancelled();
                PackageId id = missing.id();
                String what = id == null ? missing.root().toString() : id.toString();
                String why = fetch(missing, fetched);
                if (why != null) {
                    lost.add(new Lost(what, why));
                }
                events.accept(new StoreEvent.Done(what + (why == null ? " fetched again" : " not fetched: " + why)));
            }
        }
        return new Result(condition, fetched, lost);
    }

    /** Answers why the package could not be had; null where it is there again. */
    private @Nullable String fetch(MissingPackage missing, List<PackageId> fetched) {
        String why = null;
        for (Path project : missing.projects()) {
            for (Integrity archive : missing.archives()) {
                Origin origin = originsIn(project).get(archive.digests().getFirst());
                if (origin != null) {
                    why = fetch(project, origin, missing);
                    if (why == null) {
                        fetched.add(origin.id());
                        return null;
                    }
                }
            }
        }
        PackageId id = missing.id();
        if (id == null || missing.archives().isEmpty()) {
            return why == null ? "nobody knows where it came from" : why;
        }
        Path anywhere = missing.projects().isEmpty()
                ? environment.dxHome().folder()
                : missing.projects().getFirst();
        String usual = fetch(anywhere, new Origin(id, missing.archives().getFirst(), null), missing);
        if (usual == null) {
            fetched.add(id);
            return null;
        }
        return why == null ? usual : why;
    }

    private @Nullable String fetch(Path project, Origin origin, MissingPackage missing) {
        try (PackageSupply supply = new PackageSupply(
                environment,
                NpmConfig.load(environment, project, Map.of()),
                new InstallRequest(
                        project, new Change.Sync(), Set.of(), InstallRequest.LockPolicy.FROZEN, network, null))) {
            StoredPackage brought =
                    supply.fetcher(event -> {}).fetch(origin.id(), origin.integrity(), origin.address());
            return brought.root().equals(missing.root())
                    ? null
                    : "what comes from where it came from is another package now";
        } catch (DxException refused) {
            DxException.checkCancelled();
            return refused.code() + ": " + refused.what();
        }
    }

    /** What the lock of a project says, by digest; of a lock that cannot be read nothing. */
    private Map<String, Origin> originsIn(Path project) {
        return locks.computeIfAbsent(project, this::readLock);
    }

    private Map<String, Origin> readLock(Path project) {
        Map<String, Origin> origins = new HashMap<>();
        try {
            Path file = ProjectLocks.file(project);
            String text = ProjectFiles.readLockText(file);
            if (text == null) {
                return origins;
            }
            PackageLock.parse(file.toString(), text).packages().forEach((location, entry) -> {
                Origin origin = originOf(location, entry);
                if (origin != null) {
                    origin.integrity().digests().forEach(digest -> origins.put(digest, origin));
                }
            });
        } catch (DxException unreadable) {
            DxException.checkCancelled();
        }
        return origins;
    }

    private @Nullable Origin originOf(String location, JsonObject entry) {
        String name = entry.string("name");
        String version = entry.string("version");
        String address = entry.string("resolved");
        String text = entry.string("integrity");
        Integrity integrity = PackageSources.isGit(address)
                ? PackageSources.packedBefore(environment, String.valueOf(address))
                : text == null ? null : Integrity.parse(text);
        if (integrity == null || PackageLock.isFolder(location) || entry.isTruthy("link")) {
            return null;
        }
        try {
            PackageId id = new PackageId(
                    name == null ? PackageLock.nameAt(location) : name, version == null ? "0.0.0" : version);
            return new Origin(id, integrity, address);
        } catch (IllegalArgumentException noName) {
            return null;
        }
    }
}
