package dev.dx.engine.pack;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.binary.MappedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .dxp} file, mapped. Opening it checks all of it but whether the blocks decode to the files of the table, which
 * {@link PackReader#verify} checks: after it the checksum is right, every number is within its bounds, and the root is that
 * of the table. For any number of threads until it is closed.
 */
public final class Pack implements AutoCloseable {
    private final MappedFile file;
    private final PackFormat.Header header;
    private final FormatFault fault;
    private final PackManifest manifest;
    private final PackIndex index;
    private final FileTable files;
    private final ContentRoot root;
    private final @Nullable PackDictionary dictionary;
    private final MemorySegment data;

    private Pack(MappedFile file, FormatFault fault) {
        this.file = file;
        this.fault = fault;
        this.header = PackFormat.readHeader(file.bytes(), fault);
        this.dictionary = dictionary();
        long at = PackFormat.HEADER;
        this.manifest = PackFormat.readManifest(file.bytes().asSlice(at, header.manifestLength()), fault);
        at += header.manifestLength();
        MemorySegment written = file.bytes().asSlice(at, header.indexLength());
        byte[] columns = header.indexCodec() == BlockCodec.ZSTD
                ? BlockDecoder.frame(written, header.indexRaw(), fault)
                : written.toArray(ValueLayout.JAVA_BYTE);
        this.index = PackIndex.read(columns, header, fault);
        at += header.indexLength();
        byte[] hashes = file.bytes().asSlice(at, 32L * header.fileCount()).toArray(ValueLayout.JAVA_BYTE);
        this.data = file.bytes().asSlice(header.dataStart(), header.dataLength());
        this.root = ContentRoot.of(file.bytes()
                .asSlice(header.fileLength() - PackFormat.FOOTER, ContentRoot.LENGTH)
                .toArray(ValueLayout.JAVA_BYTE));
        if (!Arrays.equals(Blake3.hash(index.canonical(hashes)), root.bytes())) {
            throw fault.corrupt("the root is not that of its file table");
        }
        this.files = index.files(hashes);
    }

    /**
     * Opens a pack.
     *
     * @throws DxException DX_FORMAT_CORRUPT, DX_FORMAT_TRUNCATED or DX_FORMAT_TOO_NEW if it is not one that can be read,
     *     DX_NOT_FOUND if there is no such file
     */
    public static Pack open(Path path) {
        MappedFile file;
        try {
            file = MappedFile.open(path);
        } catch (NoSuchFileException missing) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + path, "Name a file that exists.");
        } catch (IOException unreadable) {
            throw DxException.io(path.toString(), unreadable);
        }
        boolean opened = false;
        try {
            Pack pack = new Pack(file, PackFormat.fault(path.toString()));
            opened = true;
            return pack;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** Opens the pack of one package, wherever it came from: one of another package is DX_FORMAT_CORRUPT. */
    public static Pack open(Path path, ContentRoot expected) {
        Pack pack = open(path);
        if (!pack.root.equals(expected)) {
            pack.close();
            throw pack.fault.corrupt("the pack of another package, " + pack.root);
        }
        return pack;
    }

    /** What its writer claims of the package. */
    public PackManifest manifest() {
        return manifest;
    }

    public FileTable files() {
        return files;
    }

    /** The package's identity, which is that of its files and owes nothing to the manifest. */
    public ContentRoot root() {
        return root;
    }

    public long length() {
        return header.fileLength();
    }

    /** Whether the files themselves are elsewhere. */
    public boolean isExternal() {
        return header.contents() == BlockCodec.EXTERNAL;
    }

    /** The number of the file with this path in {@link #files}, or -1. */
    public int find(String path) {
        return index.find(path);
    }

    /** A file's bytes where they lie, without a copy; null unless they are stored as they are. Good until it is closed. */
    public @Nullable MemorySegment mapped(int number) {
        long size = index.size(number);
        if (size == 0) {
            return data.asSlice(0, 0);
        }
        if (isExternal()) {
            return null;
        }
        long covered = -index.offset(number);
        for (int block = index.block(number); covered < size; block++) {
            if (index.codec(block) != BlockCodec.STORED) {
                return null;
            }
            covered += index.raw(block);
        }
        return data.asSlice(index.storedStart(index.block(number)) + index.offset(number), size);
    }

    /** Reads the files; for one thread, closed before the pack is. */
    public PackReader reader() {
        return new PackReader(this, index, data, new BlockDecoder(dictionary, fault), fault);
    }

    PackFormat.Header header() {
        return header;
    }

    PackIndex index() {
        return index;
    }

    /** The checksum as it stands in the file. */
    byte[] checksum() {
        return file.bytes()
                .asSlice(header.fileLength() - Checksums.XXH128_LENGTH)
                .toArray(ValueLayout.JAVA_BYTE);
    }

    private @Nullable PackDictionary dictionary() {
        if (header.dictionaryId() == 0) {
            return null;
        }
        PackDictionary known =
                PackDictionary.find(header.dictionaryId(), header.dictionaryVersion(), header.dictionaryHash());
        if (known == null) {
            throw fault.tooNew("a pack that needs dictionary " + header.dictionaryId() + "."
                    + header.dictionaryVersion() + " " + header.dictionaryHash());
        }
        return known;
    }

    @Override
    public void close() {
        file.close();
    }
}
