package dev.dx.engine.npm.spec;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What somebody asks for: which package, and from where, in every form that npm and its relatives know. */
public sealed interface PackageSpec {
    /**
     * The words it was asked in.
     *
     * @param name the name the package is to have; null where only its manifest will tell
     * @param raw all of it: {@code lodash@^4}
     * @param rawSpec without the name: {@code ^4}
     */
    record Asked(@Nullable PackageName name, String raw, String rawSpec) {}

    /** How a registry is to choose a version. */
    enum Selector {
        VERSION,
        RANGE,
        TAG
    }

    /**
     * A version from the registry.
     *
     * @param fetchSpec the version, range or tag without spaces around it
     */
    record Registry(Asked asked, Selector selector, String fetchSpec) implements PackageSpec {
        /** The package URL of an exact version: {@code pkg:npm/%40types/node@1.2.3}. */
        public String purl() {
            if (selector != Selector.VERSION) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        raw() + ": names no exact version",
                        "Name a version, as in lodash@4.17.21.");
            }
            return "pkg:npm/" + requireName().value().replace("@", "%40") + "@" + rawSpec();
        }

        /** The package URL of an exact version at another registry than the public one. */
        public String purlAt(String registry) {
            return purl() + "?repository_url=" + registry;
        }
    }

    /**
     * A package from the registry under another name: {@code npm:lodash@4}.
     *
     * @param target what is asked of the registry; it has a name
     */
    record Alias(Asked asked, Registry target) implements PackageSpec {}

    /**
     * A git repository.
     *
     * @param hosted what is known of it if it is at a known host, else null
     * @param saveSpec as it is written to a manifest
     * @param fetchSpec what git is given; null for a host's shortcut, which leaves the choice of protocol
     * @param reference what of it is asked for
     */
    record Git(
            Asked asked,
            @Nullable HostedRepository hosted,
            String saveSpec,
            @Nullable String fetchSpec,
            GitReference reference)
            implements PackageSpec {}

    /**
     * A folder with a package.
     *
     * @param saveSpec as it is written to a manifest: {@code file:../x}
     * @param path its absolute path
     */
    record Folder(Asked asked, String saveSpec, String path) implements PackageSpec {}

    /**
     * A package's archive among the files.
     *
     * @param saveSpec as it is written to a manifest: {@code file:x.tgz}
     * @param path its absolute path
     */
    record TarballFile(Asked asked, String saveSpec, String path) implements PackageSpec {}

    /**
     * A folder that node_modules is to point to, whatever is in it: {@code link:../x}.
     *
     * @param saveSpec as it is written to a manifest
     * @param path its absolute path
     */
    record Link(Asked asked, String saveSpec, String path) implements PackageSpec {}

    /** A package's archive on the web. */
    record TarballUrl(Asked asked, String url) implements PackageSpec {}

    /**
     * A package of the same workspace: {@code workspace:^}, {@code workspace:other@*}, {@code workspace:../x}.
     *
     * @param target the package, where it has another name than this one asks for, else null
     * @param range what stands behind the colon and the target: a range, {@code *}, {@code ^}, {@code ~}, or a path
     */
    record Workspace(Asked asked, @Nullable PackageName target, String range) implements PackageSpec {}

    /**
     * What a catalog of the workspace says for this name: {@code catalog:}, {@code catalog:react18}.
     *
     * @param catalog its name; {@code default} where the spec has none
     */
    record Catalog(Asked asked, String catalog) implements PackageSpec {}

    /**
     * Understands what a user types, {@code lodash@^4} or {@code ../x}.
     *
     * @param where the folder that relative paths start at
     * @throws DxException DX_USAGE, DX_UNSUPPORTED or DX_UNSAFE_PATH if it is no spec
     */
    static PackageSpec parse(String arg, Path where) {
        return new SpecParser(SpecFolder.of(where)).parse(arg);
    }

    /** {@link #parse(String, Path)} from the folder the process runs in. */
    static PackageSpec parse(String arg) {
        return parse(arg, Path.of(""));
    }

    /**
     * Understands what a manifest says: {@code "lodash": "^4"}.
     *
     * @param where the folder of that manifest
     * @throws DxException DX_USAGE, DX_UNSUPPORTED or DX_UNSAFE_PATH if it is no spec
     */
    static PackageSpec resolve(String name, String rawSpec, Path where) {
        PackageName packageName = PackageName.parse(name);
        return isOfRegistry(rawSpec)
                ? SpecParser.resolveOfRegistry(packageName, rawSpec)
                : new SpecParser(SpecFolder.of(where)).resolve(packageName, rawSpec);
    }

    /** {@link #resolve(String, String, Path)} for manifests that lie in no folder, as a registry's do. */
    static PackageSpec resolve(String name, String rawSpec) {
        return resolve(name, rawSpec, Path.of(""));
    }

    /** Whether what a manifest says can be nothing but a version, a range or a tag, whatever folder it lies in. */
    static boolean isOfRegistry(String rawSpec) {
        return SpecParser.isOfRegistry(rawSpec);
    }

    Asked asked();

    /** The name the package is to have; null where only its manifest will tell. */
    default @Nullable PackageName name() {
        return asked().name();
    }

    /** The name the package is to have, where the caller cannot do without: {@code resolve} always gives one. */
    default PackageName requireName() {
        PackageName name = asked().name();
        if (name == null) {
            throw new DxException(
                    ErrorCode.DX_USAGE, raw() + ": names no package", "Put the name and an @ before it: NAME@" + raw());
        }
        return name;
    }

    /** All of what was asked: {@code lodash@^4}. */
    default String raw() {
        return asked().raw();
    }

    /** What was asked without the name: {@code ^4}. */
    default String rawSpec() {
        return asked().rawSpec();
    }
}
