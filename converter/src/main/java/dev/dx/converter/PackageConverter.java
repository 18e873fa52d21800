package dev.dx.converter;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackManifest;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.pack.PackWriter;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code .dxp} files in one folder. Archives are unpacked as an install unpacks them, with all its refusals, into a
 * scratch folder that goes when this is closed; memory does not grow with a package's size. For any number of threads.
 */
public final class PackageConverter implements AutoCloseable {
    private final Path target;
    private final PackSettings settings;
    private final Consumer<String> warnings;
    private final UnaryOperator<InputStream> reading;
    private final ScratchFolder scratch;

    /**
     * @param target where the packs go; created if need be
     * @param warnings told what of a package was left out
     */
    public PackageConverter(Path target, PackSettings settings, Consumer<String> warnings) {
        this(target, settings, warnings, UnaryOperator.identity());
    }

    /** @param reading stands between this and each archive and file that it reads: whatever makes it wait, or end */
    public PackageConverter(
            Path target, PackSettings settings, Consumer<String> warnings, UnaryOperator<InputStream> reading) {
        this.target = target;
        this.settings = settings;
        this.warnings = warnings;
        this.reading = reading;
        this.scratch = ScratchFolder.in(target);
    }

    /**
     * A pack that is finished, and not yet where it belongs.
     *
     * @param scratch where it is
     */
    record Made(PackageId id, Path scratch, ContentRoot root, long archiveLength, long packLength) {}

    /** Converts an archive or the folder of an unpacked package, whatever the package says it is called. */
    public Converted convert(Path source) {
        long started = System.nanoTime();
        return publish(Files.isDirectory(source) ? folder(source) : archive(source, null, null), started);
    }

    /**
     * Converts an archive as it is read, to its end, and is not closed. The pack gets a name that nothing else has, and goes
     * when this is closed, if whoever asked for it has not moved it elsewhere.
     *
     * @param id what it is called, whatever it says itself
     * @param length how long it is; 0 if nobody knows
     */
    public Converted convertAside(PackageId id, InputStream archive, long length) {
        long started = System.nanoTime();
        Made made = archive(archive, length, id.toString(), id, null);
        return converted(made, made.scratch(), started);
    }

    /**
     * Makes the pack of an archive.
     *
     * @param expected what it must be called; null for whatever it says
     * @param promised what it must hash to; null if nobody promised anything
     */
    Made archive(Path archive, @Nullable PackageId expected, @Nullable Integrity promised) {
        String where = expected == null ? archive.getFileName().toString() : expected.toString();
        try (InputStream in = Files.newInputStream(archive)) {
            return archive(in, Files.size(archive), where, expected, promised);
        } catch (NoSuchFileException missing) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, "there is no file " + archive, "Name an archive or a package's folder.");
        } catch (IOException failure) {
            throw DxException.io(archive.toString(), failure);
        }
    }

    private Made archive(
            InputStream in, long length, String where, @Nullable PackageId expected, @Nullable Integrity promised) {
        PackageId id = expected == null ? new PackageId(where, "-") : expected;
        Consumer<String> told = text -> warnings.accept(where + ": " + text);
        Path folder = scratch.path("");
        try {
            Store store = Store.open(folder);
            InputStream read = reading.apply(in);
            StoredPackage unpacked =
                    promised == null ? store.unpackUnpromised(id, read, told) : store.unpack(id, promised, read, told);
            String integrity = unpacked.integrity().toString();
            return make(unpacked.files(), unpacked.folder(), where, expected, integrity, length);
        } finally {
            FolderRemoval.removeWhatCanBe(folder);
        }
    }

    private Made folder(Path folder) {
        return make(FolderFiles.of(folder), folder, folder.toString(), null, "", 0);
    }

    private Made make(
            FileTable files,
            Path folder,
            String where,
            @Nullable PackageId expected,
            String integrity,
            long archiveLength) {
        PackageMetadata metadata = PackageMetadata.read(folder, where);
        PackageId id = expected == null ? metadata.id() : expected;
        PackManifest manifest = new PackManifest(id, integrity, metadata.json(archiveLength));
        Path made = scratch.path(".dxp");
        PackWriter.write(
                made,
                manifest,
                files,
                settings,
                entry -> reading.apply(Files.newInputStream(folder.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS)));
        try (Pack pack = Pack.open(made, files.root())) {
            return new Made(id, made, files.root(), archiveLength, pack.length());
        }
    }

    /** Gives the pack its name. */
    Converted publish(Made made, long started) {
        Path file = target.resolve(PackNames.pack(made.id()));
        publish(made.scratch(), file);
        return converted(made, file, started);
    }

    private static Converted converted(Made made, Path file, long started) {
        return new Converted(
                made.id(),
                file,
                Converted.Outcome.CONVERTED,
                made.root(),
                made.archiveLength(),
                made.packLength(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** A path in the scratch folder that does not exist. */
    Path scratch(String ending) {
        return scratch.path(ending);
    }

    /** Gives what was made in the scratch folder its name. */
    void publish(Path made, Path file) {
        try {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw DxException.io(file.toString(), failure);
        }
    }

    Path target() {
        return target;
    }

    @Override
    public void close() {
        scratch.close();
    }
}
