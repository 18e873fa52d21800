package dev.dx.engine.npm.publish;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.source.PackList;
import dev.dx.engine.npm.source.PackageArchive;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package as an archive, and what a registry and its publisher want to know of it.
 *
 * @param manifest its package.json, as it is in the archive
 * @param readme Markdown; empty if it has none
 * @param files in the archive's order
 * @param size of the archive
 * @param shasum SHA-1 of the archive in hexadecimal, for old clients
 */
public record PackedPackage(
        PackageManifest manifest,
        Path archive,
        String readme,
        List<PackedFile> files,
        long size,
        Integrity integrity,
        String shasum) {
    private static final long LARGEST_MANIFEST = 16 << 20;
    private static final int LARGEST_README = 1 << 20;
    private static final Pattern BUNDLED = Pattern.compile("node_modules/((?:@[^/]+/)?[^/]+)/.*");

    public PackedPackage {
        files = List.copyOf(files);
    }

    /** Packs a folder into a file, which is replaced if it is there. */
    public static PackedPackage pack(Path folder, Path archive) {
        try {
            PackageManifest manifest = manifestIn(folder);
            Set<String> executables = Set.copyOf(manifest.bins().values());
            Digests digests = new Digests();
            List<PackedFile> files = new ArrayList<>();
            Set<String> paths = PackList.of(folder, manifest);
            try (OutputStream out = digests.through(Files.newOutputStream(archive))) {
                PackageArchive.write(
                        folder,
                        paths,
                        executables,
                        out,
                        (path, size, mode) -> files.add(new PackedFile(path, size, mode)));
            }
            String readme = readme(paths);
            return new PackedPackage(
                    manifest,
                    archive,
                    readme.isEmpty() ? "" : text(folder.resolve(readme)),
                    files,
                    Files.size(archive),
                    digests.sha512(),
                    digests.sha1());
        } catch (IOException failure) {
            throw DxException.io(folder + ": packing it", failure);
        }
    }

    /** Takes an archive that was packed before. One that an install would refuse is refused. */
    public static PackedPackage of(Path archive) {
        Digests digests = new Digests();
        Path scratch = null;
        try {
            scratch = Files.createTempDirectory("dx-publish-");
            StoredPackage content;
            try (InputStream in = Files.newInputStream(archive);
                    InputStream read = digests.of(in)) {
                PackageId unknown = new PackageId(archive.getFileName().toString(), "-");
                content = Store.open(scratch).unpackUnpromised(unknown, read, _ -> {});
                read.transferTo(OutputStream.nullOutputStream());
            }
            Path folder = content.folder();
            List<PackedFile> files = content.files().entries().stream()
                    .map(file ->
                            new PackedFile(file.path(), file.size(), file.mode().bits()))
                    .toList();
            String readme = readme(files.stream().map(PackedFile::path).toList());
            return new PackedPackage(
                    manifestIn(folder),
                    archive,
                    readme.isEmpty() ? "" : text(folder.resolve(readme)),
                    files,
                    Files.size(archive),
                    digests.sha512(),
                    digests.sha1());
        } catch (IOException failure) {
            throw DxException.io(archive.toString(), failure);
        } finally {
            if (scratch != null) {
                FolderRemoval.removeWhatCanBe(scratch);
            }
        }
    }

    /** What npm calls the archive of a package. */
    public String fileName() {
        return manifest.name().replaceFirst("^@", "").replace('/', '-') + "-" + manifest.version() + ".tgz";
    }

    public long unpackedSize() {
        return files.stream().mapToLong(PackedFile::size).sum();
    }

    /** The names of packages that it brings along. */
    public Set<String> bundled() {
        Set<String> names = new TreeSet<>();
        for (PackedFile file : files) {
            Matcher inside = BUNDLED.matcher(file.path());
            if (inside.matches()) {
                names.add(inside.group(1));
            }
        }
        return names;
    }

    static PackageManifest manifestIn(Path folder) throws IOException {
        Path file = folder.resolve("package.json");
        if (!Files.isRegularFile(file)) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    folder + ": has no package.json",
                    "Name the folder of a package, or run dx init.");
        }
        if (Files.size(file) > LARGEST_MANIFEST) {
            throw new DxException(ErrorCode.DX_MANIFEST, file + ": is too large", "It may have 16 MB.");
        }
        return manifest(Files.readString(file), file.toString());
    }

    /** The manifest of something that can be published: with a name and a version that a registry can bear. */
    private static PackageManifest manifest(String text, String where) {
        JsonObject json;
        try {
            json = JsonReader.readObject(text);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new DxException(ErrorCode.DX_MANIFEST, where + ": " + malformed.getMessage(), "Mend it.");
        }
        PackageName.Problems problems = PackageName.problems(json.string("name"));
        if (!problems.validForNewPackages()) {
            String why = problems.errors().isEmpty()
                    ? String.join(", ", problems.warnings())
                    : String.join(", ", problems.errors());
            throw new DxException(
                    ErrorCode.DX_MANIFEST, where + ": " + why, "Give the package a name that it can have.");
        }
        String written = json.string("version");
        Version version = written == null ? null : Version.clean(written, Options.LOOSE);
        if (version == null) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    where + ": " + (written == null ? "it has no version" : "\"" + written + "\" is no version"),
                    "Give the package a version, as in \"version\": \"1.0.0\".");
        }
        return PackageManifest.of(json);
    }

    private static String readme(Collection<String> paths) {
        return paths.stream().filter(PackedPackage::isReadme).findFirst().orElse("");
    }

    private static boolean isReadme(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return name.equals("readme") || name.equals("readme.md") || name.equals("readme.markdown");
    }

    /** One that is too long for a page is left to the archive. */
    private static String text(Path file) throws IOException {
        return Files.size(file) > LARGEST_README ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** What an archive hashes to as it goes by. */
    private static final class Digests {
        private final MessageDigest sha512 = digest("SHA-512");
        private final MessageDigest sha1 = digest("SHA-1");

        OutputStream through(OutputStream out) {
            return new DigestOutputStream(new DigestOutputStream(out, sha512), sha1);
        }

        InputStream of(InputStream in) {
            return new DigestInputStream(new DigestInputStream(in, sha512), sha1);
        }

        Integrity sha512() {
            return Integrity.of(Integrity.Algorithm.SHA512, sha512.digest());
        }

        String sha1() {
            return HexFormat.of().formatHex(sha1.digest());
        }

        private static MessageDigest digest(String name) {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
