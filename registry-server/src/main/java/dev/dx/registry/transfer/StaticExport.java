package dev.dx.registry.transfer;

import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packages that are hosted here as files that any web server can hand out, for npm and others to install from:
 *
 * <pre>
 * name                        the packument
 * {@literal @}scope/name                 the same
 * -/name/name-1.0.0.tgz       an archive; packuments name it by its address
 * -/{@literal @}scope/name/name-1.0.0.tgz
 * </pre>
 *
 * An archive is there before the packument that names it, and a file under its name is whole. As long as not all of them are
 * there, also after it was killed, a folder {@code .unfinished} says so. What stands in the tree and was removed from the
 * registry since is left alone.
 */
public final class StaticExport {
    private static final String ARCHIVES = "-";

    private final HostedPackages hosted;
    private final AccessRules rules;
    private final URI base;

    /** Which packages. */
    public enum Which {
        /** Those that anybody may read. */
        PUBLIC,
        ALL
    }

    /**
     * What was done.
     *
     * @param leftOut what was not written, and why
     */
    public record Outcome(int packages, int versions, List<String> leftOut) {
        public Outcome {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** @param base the address of the folder that is written to, with a slash at its end */
    public StaticExport(HostedPackages hosted, AccessRules rules, URI base) {
        this.hosted = hosted;
        this.rules = rules;
        this.base = base;
    }

    public Outcome write(Path target, Which which) throws IOException {
        // No package's name begins with a dot.
        try (Unfinished unfinished = Unfinished.begin(
                target, "export", "Packages are being written here, or that was cut off: then export them again.")) {
            Outcome outcome = write(target, which, unfinished);
            unfinished.done();
            return outcome;
        }
    }

    private Outcome write(Path target, Which which, Unfinished unfinished) throws IOException {
        int packages = 0;
        int versions = 0;
        List<String> leftOut = new ArrayList<>();
        for (String name : hosted.names()) {
            DxException.checkCancelled();
            HostedPackage one = hosted.find(name);
            if (one == null || one.isEmpty()) {
                continue;
            }
            if (which == Which.PUBLIC && !rules.isPublic(name)) {
                leftOut.add(name + " is not public");
            } else if (name.equals(ARCHIVES)) {
                leftOut.add(name + " would stand where the archives are");
            } else {
                int written = write(one, target, unfinished, leftOut);
                versions += written;
                packages += written == 0 ? 0 : 1;
            }
        }
        return new Outcome(packages, versions, leftOut);
    }

    /** Returns how many versions it has there. */
    private int write(HostedPackage one, Path target, Unfinished unfinished, List<String> leftOut) throws IOException {
        String name = one.name();
        JsonObject versions = one.versions();
        int written = 0;
        for (String version : one.versions().keys()) {
            DxException.checkCancelled();
            JsonObject manifest = one.versions().object(version);
            JsonObject dist = manifest == null ? null : manifest.object("dist");
            String promised = dist == null ? null : dist.string("integrity");
            String path = ARCHIVES + "/" + name + "/" + PackumentView.file(name, version);
            try (Blob blob = hosted.archive(one, version)) {
                if (manifest == null || dist == null || promised == null || blob == null) {
                    leftOut.add(name + " " + version + " has no archive");
                    versions = versions.without(version);
                    continue;
                }
                if (!archive(blob, promised, target, path, unfinished)) {
                    leftOut.add(name + " " + version + " has an archive that is damaged");
                    versions = versions.without(version);
                    continue;
                }
            }
            JsonValue address = new JsonValue.Text(base.resolve(path).toString());
            // What was signed of it is for a registry to answer.
            JsonObject told = dist.without("attestations").with("tarball", address);
            versions = versions.with(version, manifest.with("dist", told));
            written++;
        }
        if (written > 0) {
            packument(one, versions, target, unfinished);
        }
        return written;
    }

    private static void packument(HostedPackage one, JsonObject versions, Path target, Unfinished unfinished)
            throws IOException {
        JsonObject tags = JsonObject.EMPTY;
        for (var tag : one.tags().entrySet()) {
            if (versions.get(tag.getValue()) != null) {
                tags = tags.with(tag.getKey(), new JsonValue.Text(tag.getValue()));
            }
        }
        JsonObject packument =
                one.packument().without("_rev").with("dist-tags", tags).with("versions", versions);
        try (FileInTheMaking made = new FileInTheMaking(target.resolve(one.name()), unfinished)) {
            made.write(JsonWriter.write(packument, JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8));
            made.keep();
        }
    }

    /** Whether the archive is what its manifest promises; then it is there. */
    private static boolean archive(Blob blob, String promised, Path target, String path, Unfinished unfinished)
            throws IOException {
        Path file = target.resolve(path);
        Integrity integrity = Integrity.parse(promised);
        if (integrity == null) {
            return false;
        }
        if (Files.isRegularFile(file) && Files.size(file) == blob.length()) {
            try (InputStream there = Files.newInputStream(file)) {
                MessageDigest digest = digest(integrity);
                copy(there, digest, null);
                if (integrity.matches(digest.digest())) {
                    return true;
                }
            }
        }
        try (FileInTheMaking made = new FileInTheMaking(file, unfinished);
                InputStream in = blob.stream(0)) {
            MessageDigest digest = digest(integrity);
            copy(in, digest, made);
            if (!integrity.matches(digest.digest())) {
                return false;
            }
            made.keep();
            return true;
        }
    }

    private static void copy(InputStream in, MessageDigest digest, @Nullable FileInTheMaking to) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            digest.update(buffer, 0, got);
            if (to != null) {
                to.write(buffer, got);
            }
        }
    }

    private static MessageDigest digest(Integrity integrity) {
        try {
            return MessageDigest.getInstance(integrity.algorithm().jcaName());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A file that gets its name when it is kept. */
    private static final class FileInTheMaking implements AutoCloseable {
        private final Path file;
        private final Path unfinished;
        private final FileChannel channel;

        FileInTheMaking(Path file, Unfinished among) throws IOException {
            this.file = file;
            Files.createDirectories(file.getParent());
            this.unfinished = among.part();
            this.channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        void write(byte[] bytes) throws IOException {
            write(bytes, bytes.length);
        }

        void write(byte[] bytes, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        void keep() throws IOException {
            channel.force(true);
            channel.close();
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(unfinished);
        }
    }
}
