package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.tree.TreeFiles;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.GlobalModules;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packages under development that projects can link to by name. They are kept where npm keeps them, among what is installed
 * globally, so that the two know each other's.
 */
final class GlobalLinks {
    private final NpmConfig config;
    private final Environment environment;
    private final GlobalModules global;

    GlobalLinks(NpmConfig config, Environment environment) {
        this.config = config;
        this.environment = environment;
        Path prefix = config.globalPrefix();
        if (prefix == null) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    "there is no global folder: Node.js is not on PATH, and npm's setting prefix is not set",
                    "dx config set prefix FOLDER says where it is to be.");
        }
        boolean windows = environment.platform().isWindows();
        this.global = new GlobalModules(
                (windows ? prefix : prefix.resolve("lib")).resolve("node_modules"),
                windows ? prefix : prefix.resolve("bin"),
                environment.platform());
    }

    /** Makes the package in a folder known. */
    GlobalLink link(Path folder) {
        String name = LinkedPackages.nameOf(folder);
        Path real = real(folder);
        PackageManifest manifest = manifestIn(real);
        List<BinLink> bins = new ArrayList<>();
        manifest.bins().forEach((command, target) -> bins.add(BinLink.declared(command, name, target)));
        boolean changed;
        if (config.dryRun()) {
            changed = !real.equals(global.find(name));
        } else {
            changed = global.link(
                    name,
                    real,
                    bins,
                    config.flag("force", false) ? GlobalModules.Names.TAKEN : GlobalModules.Names.KEPT);
            TreeFiles.makeExecutable(real, manifest, environment.platform());
        }
        return answer(name, real, manifest, changed);
    }

    /** Takes back that the package in a folder is known. */
    GlobalLink unlink(Path folder) {
        String name = LinkedPackages.nameOf(folder);
        Path real = real(folder);
        boolean changed = config.dryRun() ? real.equals(global.find(name)) : global.unlink(name, real);
        return answer(name, real, manifestIn(real), changed);
    }

    private GlobalLink answer(String name, Path folder, PackageManifest manifest, boolean changed) {
        return new GlobalLink(
                name,
                manifest.version(),
                folder,
                global.place(name),
                List.copyOf(manifest.bins().keySet()),
                changed);
    }

    /**
     * The folders that are meant by what a user types: names of packages that are known, or folders, which become so.
     *
     * @param from where relative paths start
     */
    List<Path> folders(List<String> specs, Path from) {
        List<Path> folders = new ArrayList<>();
        for (String text : specs) {
            PackageSpec spec = PackageSpec.parse(text, from);
            folders.add(
                    switch (spec) {
                        case PackageSpec.Folder folder -> linked(spec, Path.of(folder.path()));
                        case PackageSpec.Link folder -> linked(spec, Path.of(folder.path()));
                        case PackageSpec.Registry registry -> known(registry);
                        case PackageSpec.Alias _,
                                PackageSpec.Git _,
                                PackageSpec.TarballFile _,
                                PackageSpec.TarballUrl _,
                                PackageSpec.Workspace _,
                                PackageSpec.Catalog _ ->
                            throw new DxException(
                                    ErrorCode.DX_USAGE,
                                    text + ": is neither a folder nor the name of a package that is linked globally",
                                    "dx add installs packages from elsewhere.");
                    });
        }
        return folders;
    }

    private Path linked(PackageSpec spec, Path folder) {
        GlobalLink its = link(folder);
        if (spec.name() != null && !spec.requireName().value().equals(its.name())) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    spec.raw() + ": the package there is called " + its.name(),
                    "A link has the name of its package: dx link " + folder);
        }
        return its.folder();
    }

    private Path known(PackageSpec.Registry spec) {
        String name = spec.requireName().value();
        Path folder = global.find(name);
        if (folder == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    name + ": nobody linked it, there is no " + global.place(name),
                    "Run dx link in its folder, or name the folder here; dx add " + name
                            + " takes it from the registry.");
        }
        String version = manifestIn(folder).version();
        if (spec.selector() != PackageSpec.Selector.TAG && !fits(version, spec.fetchSpec())) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    spec.raw() + ": what is linked in " + folder + " is "
                            + (version.isEmpty() ? "without a version" : version),
                    "dx link " + name + " takes it as it is.");
        }
        return folder;
    }

    private static boolean fits(String version, String wanted) {
        if (wanted.equals("*")) {
            return true;
        }
        Range range = Range.parse(wanted, Options.LOOSE);
        @Nullable Version its = Version.parse(version);
        return range != null && its != null && range.satisfies(its);
    }

    private static PackageManifest manifestIn(Path folder) {
        PackageManifest manifest = new LocalFolders(folder).manifestOf("");
        String hostile = manifest.hostileCommand();
        if (hostile != null) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH,
                    folder + ": the package declares " + hostile,
                    "Correct \"bin\" in its package.json.");
        }
        return manifest;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }
}
