package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.npm.BinFolder;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.resolve.DirectSource;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.spec.HostedRepository;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings packages that no registry offers into the store: from git repositories, from archives on the web and from
 * archives among the files. Safe for use by many threads; interrupting one cancels what it waits for.
 */
public final class PackageSources {
    /** What npm runs to make a package out of a repository. */
    private static final List<String> BUILD_SCRIPTS = List.of("prepublish", "preprepare", "prepare", "postprepare");

    /** What only a lock or a registry may say of a package. */
    private static final List<String> NOT_ITS_OWN_TO_SAY = List.of(
            "inBundle", "hasShrinkwrap", "_hasShrinkwrap", "hasInstallScript", "extraneous", "link", "resolved");

    private final Path project;
    private final RegistryClient web;
    private final CachePolicy policy;
    private final Store store;
    private final GitRepository git;
    private final SourceMemory memory;
    private volatile GitPreparation preparation = GitPreparation.NONE;

    /**
     * @param project the folder that {@code file:} addresses of the lock start at
     * @param web asks hosts for archives, each with no other credentials than are configured for it
     */
    public PackageSources(Path project, Environment environment, RegistryClient web, CachePolicy policy, Store store) {
        this.project = project.toAbsolutePath().normalize();
        this.web = web;
        this.policy = policy;
        this.store = store;
        this.git = new GitRepository(new GitCommand(environment));
        this.memory = new SourceMemory(environment.dxHome().sources());
    }

    /**
     * The source for a resolver.
     *
     * @param warnings told what the user should know of a package that is found
     */
    public DirectSource directSource(Consumer<String> warnings) {
        return (spec, asking) -> find(spec, asking, warnings);
    }

    /** What is asked from now on before scripts of a repository would run. */
    public void prepareBy(GitPreparation preparing) {
        preparation = preparing;
    }

    /** Those scripts of a package that make it out of its repository, if it comes from one. */
    public static List<String> preparingScripts(JsonObject manifest, @Nullable String resolved) {
        return isGit(resolved)
                ? BUILD_SCRIPTS.stream()
                        .filter(manifest.strings("scripts")::containsKey)
                        .toList()
                : List.of();
    }

    /** Whether an address of a lock leads to a git repository. */
    public static boolean isGit(@Nullable String resolved) {
        return resolved != null && (resolved.startsWith("git+") || resolved.startsWith("git:"));
    }

    /** Whether an address of a lock leads to an archive among the files. */
    public static boolean isFile(@Nullable String resolved) {
        return resolved != null && resolved.startsWith("file:");
    }

    /** The archive that a commit was packed into without running anything of it; null if it never was. */
    public static @Nullable Integrity packedBefore(Environment environment, String resolved) {
        return new SourceMemory(environment.dxHome().sources()).find(resolved);
    }

    private PackageVersions.Offer find(PackageSpec spec, TreeNode asking, Consumer<String> warnings) {
        return switch (spec) {
            case PackageSpec.Git wanted -> {
                GitRepository.Commit commit = commit(wanted);
                String hash = commit.commit();
                Packed packed = hash == null
                        ? checkedOut(wanted, commit, warnings)
                        : packed(wanted, commit, resolved(wanted, hash), warnings);
                yield new PackageVersions.Offer(manifest(wanted, packed.content()), packed.resolved(), null);
            }
            case PackageSpec.TarballUrl wanted -> {
                URI address = web.tarball(label(wanted), wanted.url());
                StoredPackage content;
                try (RemoteFile file = web.openTarball(label(wanted), address)) {
                    content = store.unpackUnpromised(id(wanted), file, warnings);
                }
                yield new PackageVersions.Offer(
                        manifest(wanted, content),
                        address.toString(),
                        content.integrity().toString());
            }
            case PackageSpec.TarballFile wanted -> {
                Path file = Path.of(wanted.path());
                StoredPackage content = unpack(id(wanted), file, null, warnings);
                yield new PackageVersions.Offer(
                        manifest(wanted, content),
                        resolved(file),
                        content.integrity().toString());
            }
            case PackageSpec.Folder wanted -> {
                Path folder = Path.of(wanted.path());
                yield new PackageVersions.Offer(
                        manifest(wanted, packFolder(wanted, folder, warnings)), resolved(folder), null);
            }
            default ->
                throw new IllegalArgumentException(
                        spec.raw() + " wanted by " + asking + " is neither a repository nor an archive");
        };
    }

    /**
     * The content of a package that a lock leads to git or to a file for.
     *
     * @param promised what the archive must hash to; of no account for git, where the commit says what is promised
     */
    public StoredPackage content(
            PackageId id, String resolved, @Nullable Integrity promised, Consumer<String> warnings) {
        PackageSpec spec = PackageSpec.resolve(id.name(), resolved, project);
        return switch (spec) {
            case PackageSpec.Git wanted -> {
                String hash = wanted.reference().committish();
                if (hash == null || !GitRevisions.isCommit(hash)) {
                    throw new DxException(
                            ErrorCode.DX_INTEGRITY_MISSING,
                            id.name() + ": the lock names no commit of " + GitCommand.withoutSecrets(resolved),
                            "Delete its entry from the lock file and run dx install.");
                }
                yield packed(wanted, commit(wanted), resolved, warnings).content();
            }
            case PackageSpec.TarballFile wanted -> {
                StoredPackage stored = promised == null ? null : store.find(promised);
                yield stored != null ? stored : unpack(id, Path.of(wanted.path()), promised, warnings);
            }
            case PackageSpec.Folder wanted -> packFolder(wanted, Path.of(wanted.path()), warnings);
            default ->
                throw new DxException(
                        ErrorCode.DX_LOCK_INVALID,
                        id.name() + ": " + GitCommand.withoutSecrets(resolved) + " leads to no package",
                        "Delete its entry from the lock file and run dx install.");
        };
    }

    /** The content of a git package or file if it is at hand; null if it has to be fetched. */
    public @Nullable StoredPackage known(String resolved, @Nullable Integrity promised) {
        Integrity integrity = isGit(resolved) ? memory.find(memorized(resolved)) : promised;
        return integrity == null ? null : store.find(integrity);
    }

    /** Under which address it is remembered what became of a commit. */
    private String memorized(String resolved) {
        GitPreparation now = preparation;
        return now.isApproved(resolved) ? resolved + " prepared for " + now.runtime() : resolved;
    }

    private record Packed(String resolved, StoredPackage content) {}

    private GitRepository.Commit commit(PackageSpec.Git spec) {
        if (policy == CachePolicy.OFFLINE && !isExact(spec) && !isOnThisMachine(spec)) {
            throw offline(spec);
        }
        return git.find(spec);
    }

    private static boolean isExact(PackageSpec.Git spec) {
        String committish = spec.reference().committish();
        return committish != null && GitRevisions.isCommit(committish);
    }

    private static boolean isOnThisMachine(PackageSpec.Git spec) {
        String address = spec.fetchSpec();
        return spec.hosted() == null && address != null && address.startsWith("file:");
    }

    private Packed packed(
            PackageSpec.Git spec, GitRepository.Commit commit, String resolved, Consumer<String> warnings) {
        StoredPackage before = known(resolved, null);
        if (before != null) {
            return new Packed(resolved, before);
        }
        if (policy == CachePolicy.OFFLINE && !isOnThisMachine(spec)) {
            throw offline(spec);
        }
        HostedRepository hosted = spec.hosted();
        String hash = commit.commit();
        if (hosted != null && hash != null) {
            StoredPackage repository = downloaded(spec, hosted.tarball(hash));
            // What is in the store is not for scripts to write to.
            if (repository != null && !(preparation.isApproved(resolved) && isPrepared(spec, repository.folder()))) {
                StoredPackage content = pack(spec, repository.folder(), resolved, warnings);
                memory.remember(memorized(resolved), content.integrity());
                return new Packed(resolved, content);
            }
        }
        return checkedOut(spec, commit, warnings);
    }

    /** A known host's archive of the whole repository; null where it gives none, to strangers at least. */
    private @Nullable StoredPackage downloaded(PackageSpec.Git spec, String address) {
        try (RemoteFile file = web.openTarball(label(spec), URI.create(address))) {
            return store.unpackUnpromised(id(spec), file, leftOut -> {});
        } catch (DxException refused) {
            return switch (refused.code()) {
                case DX_NOT_FOUND, DX_AUTH, DX_NETWORK, DX_REGISTRY -> null;
                default -> throw refused;
            };
        }
    }

    private Packed checkedOut(PackageSpec.Git spec, GitRepository.Commit commit, Consumer<String> warnings) {
        try (TemporaryFolder checkout = TemporaryFolder.create()) {
            String hash = git.checkOut(spec, commit, checkout.path());
            String resolved = resolved(spec, hash);
            StoredPackage content = pack(spec, checkout.path(), resolved, warnings);
            memory.remember(memorized(resolved), content.integrity());
            return new Packed(resolved, content);
        }
    }

    private static boolean isPrepared(PackageSpec.Git spec, Path repository) {
        Path folder = packageFolder(spec, repository);
        return !preparingScripts(manifest(spec, folder).json(), spec.saveSpec()).isEmpty();
    }

    /** Packs what npm would pack of a repository; nothing of it is run that was not approved. */
    private StoredPackage pack(PackageSpec.Git spec, Path repository, String resolved, Consumer<String> warnings) {
        Path folder = packageFolder(spec, repository);
        PackageManifest manifest = manifest(spec, folder);
        List<String> builds = preparingScripts(manifest.json(), resolved);
        if (!builds.isEmpty() && preparation.isApproved(resolved)) {
            preparation.run(folder, manifest.toString());
            manifest = manifest(spec, folder);
        } else if (!builds.isEmpty()) {
            warnings.accept(manifest + " comes from git as it stands there: its "
                    + (builds.size() == 1 ? "script " : "scripts ") + String.join(", ", builds)
                    + (builds.size() == 1 ? " is" : " are") + " not run (dx approve " + manifest.name() + " runs "
                    + (builds.size() == 1 ? "it)" : "them)"));
        }
        return archived(spec, folder, manifest, warnings);
    }

    /** A folder as npm would publish it. */
    private StoredPackage packFolder(PackageSpec.Folder spec, Path folder, Consumer<String> warnings) {
        if (!Files.isDirectory(folder)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    spec.raw() + ": there is no folder " + folder,
                    "Put the folder where it is looked for, or remove the dependency.");
        }
        return archived(spec, folder, manifest(spec, folder), warnings);
    }

    private StoredPackage archived(PackageSpec spec, Path folder, PackageManifest manifest, Consumer<String> warnings) {
        try (TemporaryFolder packing = TemporaryFolder.create()) {
            Path archive = packing.path().resolve("package.tgz");
            try (OutputStream out = Files.newOutputStream(archive)) {
                Set<String> executables = Set.copyOf(manifest.bins().values());
                PackageArchive.write(folder, PackList.of(folder, manifest), executables, out, (_, _, _) -> {});
            }
            return unpack(id(spec), archive, null, warnings);
        } catch (IOException failure) {
            throw DxException.io(GitCommand.withoutSecrets(spec.raw()) + ": packing it", failure);
        }
    }

    private static Path packageFolder(PackageSpec.Git spec, Path repository) {
        String inside = spec.reference().folder();
        if (inside == null) {
            return repository;
        }
        Path folder = repository;
        for (Path step : Path.of(inside.replaceFirst("^/+", ""))) {
            folder = folder.resolve(step);
            // A link could lead anywhere.
            if (step.toString().equals("..") || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        GitCommand.withoutSecrets(spec.raw()) + ": the repository has no folder " + inside,
                        "Look at the repository, and name the folder that has the package's package.json.");
            }
        }
        return folder;
    }

    private StoredPackage unpack(PackageId id, Path file, @Nullable Integrity promised, Consumer<String> warnings) {
        if (!Files.isRegularFile(file)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    id.name() + ": there is no file " + file,
                    "Put the archive where it is looked for, or remove the dependency.");
        }
        try (InputStream archive = Files.newInputStream(file)) {
            return promised == null
                    ? store.unpackUnpromised(id, archive, warnings)
                    : store.unpack(id, promised, archive, warnings);
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    private static PackageManifest manifest(PackageSpec spec, StoredPackage content) {
        return manifest(spec, content.folder());
    }

    private static PackageManifest manifest(PackageSpec spec, Path folder) {
        return manifest(GitCommand.withoutSecrets(spec.raw()), folder);
    }

    /** What the package in a folder says of itself, without what is not for it to say. */
    static PackageManifest manifest(String what, Path folder) {
        Path file = folder.resolve("package.json");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST, what + ": has no package.json", "Check that there is a package at all.");
        }
        try {
            JsonObject json = JsonReader.readObject(Files.readString(file));
            for (String key : NOT_ITS_OWN_TO_SAY) {
                json = json.without(key);
            }
            String name = json.string("name");
            if (name != null && !name.isEmpty()) {
                PackageName.parse(name);
            }
            return PackageManifest.of(BinFolder.expanded(json, folder));
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    what + ": its package.json: " + malformed.getMessage(),
                    "Ask whoever made the package.",
                    malformed);
        } catch (IOException failure) {
            throw DxException.io(what + ": its package.json", failure);
        }
    }

    /** As npm writes it, and the folder besides, which npm loses. */
    private static String resolved(PackageSpec.Git spec, String hash) {
        HostedRepository hosted = spec.hosted();
        String base = spec.saveSpec();
        if (hosted != null) {
            base = "git+" + (hosted.auth() == null ? hosted.sshUrl() : hosted.https());
        }
        int end = base.indexOf('#');
        String folder = spec.reference().folder();
        return (end < 0 ? base : base.substring(0, end)) + "#" + hash
                + (folder == null ? "" : "::path:" + folder.replaceFirst("^/+", ""));
    }

    private String resolved(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        boolean near = absolute.getRoot() != null && absolute.getRoot().equals(project.getRoot());
        Path shown = near ? project.relativize(absolute) : absolute;
        return "file:" + shown.toString().replace(shown.getFileSystem().getSeparator(), "/");
    }

    private static PackageId id(PackageSpec spec) {
        return new PackageId(label(spec), "archive");
    }

    private static String label(PackageSpec spec) {
        PackageName name = spec.name();
        return name != null ? name.value() : GitCommand.withoutSecrets(spec.rawSpec());
    }

    private static DxException offline(PackageSpec.Git spec) {
        return new DxException(
                ErrorCode.DX_OFFLINE,
                GitCommand.withoutSecrets(spec.raw()) + ": not fetched before, and the network may not be used",
                "Run it once with the network: offline=true in .npmrc and --offline forbid it.");
    }
}
