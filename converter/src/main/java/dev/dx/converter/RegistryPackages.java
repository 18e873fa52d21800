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
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Packages of the registries that npm is configured to use. For any number of threads. */
final class RegistryPackages implements AutoCloseable {
    private final RegistryClient registry;

    RegistryPackages(NpmConfig config, Environment environment) {
        this.registry = new RegistryClient(config, environment, CachePolicy.ONLINE);
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
        String wanted = at < 0 || at == spec.length() - 1 ? "latest" : spec.substring(at + 1);
        Packument packument = registry.packument(name, RegistryClient.Form.ABBREVIATED);
        String version = version(packument, wanted);
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

    private static @Nullable String version(Packument packument, String wanted) {
        if (packument.versions().contains(wanted)) {
            return wanted;
        }
        String tagged = packument.distTags().get(wanted);
        if (tagged != null) {
            return tagged;
        }
        Range range = Range.parse(wanted, Options.LOOSE);
        if (range == null) {
            return null;
        }
        String latest = packument.distTags().get("latest");
        Version latestVersion = latest == null ? null : Version.parse(latest, Options.LOOSE);
        if (latestVersion != null && range.satisfies(latestVersion)) {
            return latest;
        }
        return packument.versions().stream()
                .map(text -> Version.parse(text, Options.LOOSE))
                .filter(Objects::nonNull)
                .filter(range::satisfies)
                .max(Version::compareTo)
                .map(Version::raw)
                .orElse(null);
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
