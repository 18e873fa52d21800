package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.registry.VersionManifest;
import dev.dx.engine.npm.resolve.Cutoff;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.RegistryVersions;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Packages of the registries that npm is configured to use. For any number of threads. */
final class RegistryPackages implements AutoCloseable {
    private final RegistryClient registry;
    private final RegistryVersions versions;
    private final VersionChoice choice;
    private final VersionChoice anyAge;
    private final Consumer<String> warnings;

    RegistryPackages(NpmConfig config, Environment environment, Consumer<String> warnings) {
        Cutoff cutoff = Cutoff.of(config, null, Instant.now());
        this.registry = new RegistryClient(config, environment, CachePolicy.ONLINE);
        this.versions = new RegistryVersions(registry, cutoff);
        this.choice = VersionChoice.of(config, cutoff, () -> null);
        this.anyAge = VersionChoice.of(config, null, () -> null);
        this.warnings = warnings;
    }

    /**
     * One version of a package.
     *
     * @param promised what its archive must hash to
     */
    record Chosen(PackageId id, VersionManifest manifest, Integrity promised) {}

    /** The version that {@code NAME}, {@code NAME@VERSION}, {@code NAME@RANGE} or {@code NAME@TAG} stands for. */
    Chosen choose(String spec) {
        int at = spec.indexOf('@', 1);
        String name = PackageName.parse(at < 0 ? spec : spec.substring(0, at)).value();
        String wanted = at < 0 || at == spec.length() - 1 ? "" : spec.substring(at + 1);
        String version = version(name, wanted, spec);
        Packument packument = registry.packument(name, RegistryClient.Form.ABBREVIATED);
        VersionManifest manifest = version == null ? null : packument.version(version);
        if (version == null || manifest == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    spec + ": no such version",
                    "Ask for a version that exists; the latest is "
                            + packument.distTags().getOrDefault("latest", "not named") + ".");
        }
        PackageId id = PackageMetadata.checked(name, version, spec);
        Integrity promised = manifest.dist().expected();
        if (promised == null) {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISSING,
                    id + ": the registry does not say what its archive must hash to",
                    "Fetch the archive by hand and convert it as a file, if you trust it.");
        }
        return new Chosen(id, manifest, promised);
    }

    /** Null if there is none. One that is only too young is refused; one that a younger would be taken for is named. */
    private @Nullable String version(String name, String wanted, String spec) {
        if (!(PackageSpec.resolve(name, wanted) instanceof PackageSpec.Registry wish)) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    spec + ": is no version of a package in a registry",
                    "Write NAME or NAME@RANGE.");
        }
        PackageVersions offered = versions.of(name);
        Version chosen = choice.wanted(offered, wish);
        Version youngest = anyAge.wanted(offered, wish);
        if (chosen == null && youngest != null) {
            throw new DxException(
                    ErrorCode.DX_TOO_YOUNG,
                    name + "@" + youngest.raw() + " was published too recently",
                    "Wait, name an older version, or set min-release-age or min-release-age-exclude in .npmrc.");
        }
        if (chosen != null && youngest != null && chosen.compareTo(youngest) != 0) {
            warnings.accept(name + " " + youngest.raw() + " was published too recently; " + chosen.raw() + " is taken");
        }
        return chosen == null ? null : chosen.raw();
    }

    /** Fetches the archive as it comes; what it hashes to is for whoever reads it to compare. */
    void fetch(Chosen chosen, Path file) {
        try (RemoteFile archive = registry.openTarball(chosen.id().name(), registry.tarball(chosen.manifest()));
                OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[1 << 16];
            for (int read = archive.read(piece, 0, piece.length); read >= 0; ) {
                DxException.checkCancelled();
                out.write(piece, 0, read);
                read = archive.read(piece, 0, piece.length);
            }
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
