package dev.dx.engine.npm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version inside a compact packument:
 *
 * <pre>
 * record  := flags fields
 * flags   := number          1 directories.bin, 2 install script, 4 shrinkwrap, 8 one of the rare fields is there
 * fields  := dependencies optional peers engines : map,  optionalPeers bundled : list,  bin : map,
 *            tarballFolder : sharedOrNull, tarballFile : own, integrity : own, shasum : own,
 *            unpackedSize + 1 : number, fileCount + 1 : number
 *            [ os cpu libc : list, deprecated license funding : sharedOrNull ]     if flag 8
 * </pre>
 */
final class CompactManifest {
    private static final int BIN_DIRECTORY = 1;
    private static final int INSTALL_SCRIPT = 2;
    private static final int SHRINKWRAP = 4;
    private static final int RARE = 8;

    private CompactManifest() {}

    static void write(VersionManifest manifest, CompactWriter out) {
        boolean rare = !manifest.os().isEmpty()
                || !manifest.cpu().isEmpty()
                || !manifest.libc().isEmpty()
                || manifest.deprecated() != null
                || manifest.license() != null
                || manifest.funding() != null;
        out.number((manifest.hasBinDirectory() ? BIN_DIRECTORY : 0)
                | (manifest.hasInstallScript() ? INSTALL_SCRIPT : 0)
                | (manifest.hasShrinkwrap() ? SHRINKWRAP : 0)
                | (rare ? RARE : 0));
        out.map(manifest.dependencies());
        out.map(manifest.optionalDependencies());
        out.map(manifest.peerDependencies());
        out.map(manifest.engines());
        out.list(manifest.optionalPeers());
        out.list(manifest.bundled());
        out.map(manifest.bin());
        write(manifest.dist(), out);
        if (rare) {
            out.list(manifest.os());
            out.list(manifest.cpu());
            out.list(manifest.libc());
            out.sharedOrNull(manifest.deprecated());
            out.sharedOrNull(manifest.license());
            out.sharedOrNull(manifest.funding());
        }
    }

    private static void write(VersionManifest.Dist dist, CompactWriter out) {
        String tarball = dist.tarball();
        int file = tarball == null ? 0 : tarball.lastIndexOf('/') + 1;
        out.sharedOrNull(tarball == null ? null : tarball.substring(0, file));
        out.own(tarball == null ? null : tarball.substring(file));
        out.own(dist.integrity());
        out.own(dist.shasum());
        out.number(dist.unpackedSize() + 1);
        out.number(dist.fileCount() + 1);
    }

    static VersionManifest read(String name, String version, CompactReader in) {
        long flags = in.number();
        Map<String, String> dependencies = in.map();
        Map<String, String> optional = in.map();
        Map<String, String> peers = in.map();
        Map<String, String> engines = in.map();
        List<String> optionalPeers = in.list();
        List<String> bundled = in.list();
        Map<String, String> bin = in.map();
        VersionManifest.Dist dist = readDist(in);
        boolean rare = (flags & RARE) != 0;
        return new VersionManifest(
                name,
                version,
                dependencies,
                optional,
                peers,
                optionalPeers,
                bundled,
                bin,
                (flags & BIN_DIRECTORY) != 0,
                engines,
                rare ? in.list() : List.of(),
                rare ? in.list() : List.of(),
                rare ? in.list() : List.of(),
                dist,
                rare ? in.sharedOrNull() : null,
                (flags & INSTALL_SCRIPT) != 0,
                (flags & SHRINKWRAP) != 0,
                rare ? in.sharedOrNull() : null,
                rare ? in.sharedOrNull() : null);
    }

    private static VersionManifest.Dist readDist(CompactReader in) {
        String folder = in.sharedOrNull();
        String file = in.own();
        @Nullable String tarball = folder == null || file == null ? null : folder + file;
        return new VersionManifest.Dist(tarball, in.own(), in.own(), in.number() - 1, in.number() - 1);
    }
}
