package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.resolve.DirectSource;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds out what packages are called that are asked for by where they are, and remembers what was brought for that, so that
 * it is brought once. For one thread.
 */
public final class SpecNaming implements ManifestChange.Naming, DirectSource {
    private final DirectSource source;
    private final TreeNode project;
    private final Map<String, PackageVersions.Offer> found = new HashMap<>();

    /** @param project who asks */
    public SpecNaming(DirectSource source, TreeNode project) {
        this.source = source;
        this.project = project;
    }

    @Override
    public PackageVersions.Offer find(PackageSpec spec, TreeNode asking) {
        PackageVersions.Offer known = found.get(placeOf(spec));
        return known == null ? source.find(spec, asking) : known;
    }

    @Override
    public String nameOf(PackageSpec spec) {
        String name = manifestOf(spec).name();
        if (name.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    spec.raw() + ": its package.json gives no name",
                    "Put a name and an @ before it: NAME@" + spec.raw());
        }
        return name;
    }

    private PackageManifest manifestOf(PackageSpec spec) {
        return switch (spec) {
            case PackageSpec.Folder folder -> inFolder(spec, folder.path());
            case PackageSpec.Link link -> inFolder(spec, link.path());
            case PackageSpec.Git _, PackageSpec.TarballFile _, PackageSpec.TarballUrl _ -> {
                PackageVersions.Offer offer = source.find(spec, project);
                found.put(placeOf(spec), offer);
                yield offer.manifest();
            }
            case PackageSpec.Registry _, PackageSpec.Alias _, PackageSpec.Workspace _, PackageSpec.Catalog _ ->
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        spec.raw() + ": names no package",
                        "Put the name and an @ before it: NAME@" + spec.raw());
        };
    }

    private static PackageManifest inFolder(PackageSpec spec, String path) {
        Path folder = Path.of(path);
        if (!Files.isDirectory(folder)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    spec.raw() + ": there is no folder " + folder,
                    "Name a folder that exists.");
        }
        ProjectManifest manifest = ProjectManifest.readIfPresent(folder);
        if (manifest == null) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST, folder + ": has no package.json", "Name a folder with a package in it.");
        }
        return manifest.manifest();
    }

    private static String placeOf(PackageSpec spec) {
        return switch (spec) {
            case PackageSpec.Git git -> git.saveSpec();
            case PackageSpec.TarballFile file -> file.path();
            case PackageSpec.TarballUrl url -> url.url();
            case PackageSpec.Registry _,
                    PackageSpec.Alias _,
                    PackageSpec.Folder _,
                    PackageSpec.Link _,
                    PackageSpec.Workspace _,
                    PackageSpec.Catalog _ -> spec.raw();
        };
    }
}
