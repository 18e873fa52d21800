package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the store's index, mapped: which package a verified archive had in it, which one a name and version
 * are, how large each is and when it was used last. Opening it checks its checksum; what its records point at is checked when
 * it is looked at. For any number of threads; the memory goes when nobody refers to it any more.
 */
final class StoreIndex {
    /** More than any index has, so that what is there instead is not read. */
    private static final long MAX_LENGTH = Integer.MAX_VALUE;

    private final ByteBuffer bytes;
    private final StoreIndexFormat.Header header;
    private final FormatFault fault;

    private StoreIndex(ByteBuffer bytes, FormatFault fault) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.fault = fault;
        this.header = StoreIndexFormat.check(this.bytes, fault);
    }

    /**
     * @throws DxException DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW or DX_FORMAT_TRUNCATED if the file is no index
     * @throws IOException if the file cannot be read, because it does not exist for one
     */
    static StoreIndex open(Path file) throws IOException {
        FormatFault fault = StoreIndexFormat.fault(file.toString());
        return new StoreIndex(read(file, fault), fault);
    }

    private static ByteBuffer read(Path file, FormatFault fault) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > MAX_LENGTH) {
                throw fault.corrupt(size + " bytes are more than an index has");
            }
            return size == 0 ? ByteBuffer.allocate(0) : channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (UnsupportedOperationException notMappable) {
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                ByteBuffer all = ByteBuffer.allocate((int) channel.size());
                while (all.hasRemaining() && channel.read(all) >= 0) {}
                return all.flip();
            }
        }
    }

    long generation() {
        return header.generation();
    }

    /** What is known of an archive: the package that was in it, and when that was used last. */
    record Found(ContentRoot root, Integrity sha512, int lastUse) {}

    /** The archive with this digest; null if none was verified here. */
    @Nullable
    Found find(byte[] digest) {
        int slots = header.archiveSlots();
        int slot = StoreIndexFormat.firstSlot(digest, slots);
        for (int tried = 0; tried < slots; tried++) {
            int number = slot(header.archiveSlotsAt(), slot, header.archives());
            if (number < 0) {
                return null;
            }
            if (hasDigest(number, digest)) {
                IndexedArchive archive = archive(number);
                int lastUse = bytes.getInt(packageAt(packageOf(number)) + 44);
                return new Found(archive.root(), Integrity.of(Algorithm.SHA512, archive.sha512()), lastUse);
            }
            slot = (slot + 1) & (slots - 1);
        }
        return null;
    }

    @Nullable
    IndexedPackage find(ContentRoot root) {
        int slots = header.slots();
        int slot = StoreIndexFormat.firstSlot(root.bytes(), slots);
        for (int tried = 0; tried < slots; tried++) {
            int number = slot(header.rootSlotsAt(), slot, header.packages());
            if (number < 0) {
                return null;
            }
            if (root(number).equals(root)) {
                return indexed(number);
            }
            slot = (slot + 1) & (slots - 1);
        }
        return null;
    }

    /** The package last used under this name and version; null if there is none. */
    @Nullable
    IndexedPackage find(PackageId id) {
        int slots = header.slots();
        int slot = StoreIndexFormat.firstSlot(id, slots);
        for (int tried = 0; tried < slots; tried++) {
            int number = slot(header.nameSlotsAt(), slot, header.packages());
            if (number < 0) {
                return null;
            }
            if (id.equals(id(number))) {
                return indexed(number);
            }
            slot = (slot + 1) & (slots - 1);
        }
        return null;
    }

    /** Everything in it. */
    StoreContents contents() {
        List<IndexedPackage> packages = new ArrayList<>(header.packages());
        for (int i = 0; i < header.packages(); i++) {
            packages.add(indexed(i));
            if (i > 0 && root(i - 1).compareTo(root(i)) >= 0) {
                throw fault.corrupt("packages out of order");
            }
        }
        List<IndexedArchive> archives = new ArrayList<>(header.archives());
        for (int i = 0; i < header.archives(); i++) {
            archives.add(archive(i));
            if (i > 0 && Arrays.compareUnsigned(digest(i - 1), digest(i)) >= 0) {
                throw fault.corrupt("archives out of order");
            }
        }
        return new StoreContents(header.generation(), packages, archives);
    }

    /** The number in a slot; -1 if it is free. */
    private int slot(int slotsAt, int slot, int count) {
        int number = bytes.getInt(slotsAt + 4 * slot);
        if (number < 0 || number > count) {
            throw fault.corrupt("a slot that leads nowhere");
        }
        return number - 1;
    }

    private boolean hasDigest(int number, byte[] digest) {
        int at = archiveAt(number);
        if (bytes.get(at) != digest.length) {
            return false;
        }
        ByteBuffer wanted = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < digest.length; i += 4) {
            if (bytes.getInt(at + StoreIndexFormat.DIGEST_AT + i) != wanted.getInt(i)) {
                return false;
            }
        }
        return true;
    }

    private int archiveAt(int number) {
        return header.archivesAt() + StoreIndexFormat.ARCHIVE * number;
    }

    private static int packageAt(int number) {
        return StoreIndexFormat.HEADER + StoreIndexFormat.PACKAGE * number;
    }

    private int packageOf(int archive) {
        int number = bytes.getInt(archiveAt(archive) + 4);
        if (number < 0 || number >= header.packages()) {
            throw fault.corrupt("an archive of a package that is not there");
        }
        return number;
    }

    private IndexedArchive archive(int number) {
        int sha512 = bytes.getInt(archiveAt(number) + 8);
        if (sha512 < 0 || sha512 >= header.archives()) {
            throw fault.corrupt("an archive whose strongest digest is not there");
        }
        byte[] strong = digest(sha512);
        if (strong.length != 64) {
            throw fault.corrupt("an archive without its strongest digest");
        }
        return new IndexedArchive(digest(number), strong, root(packageOf(number)));
    }

    private byte[] digest(int number) {
        int at = archiveAt(number);
        int length = bytes.get(at);
        if (length != 20 && length != 32 && length != 48 && length != 64) {
            throw fault.corrupt("a digest of " + length + " bytes");
        }
        byte[] digest = new byte[length];
        bytes.get(at + StoreIndexFormat.DIGEST_AT, digest);
        return digest;
    }

    private ContentRoot root(int number) {
        byte[] root = new byte[ContentRoot.LENGTH];
        bytes.get(packageAt(number), root);
        return ContentRoot.of(root);
    }

    private IndexedPackage indexed(int number) {
        int at = packageAt(number);
        long size = bytes.getLong(at + 32);
        int files = bytes.getInt(at + 40);
        int lastUse = bytes.getInt(at + 44);
        if (size < 0 || files < 0 || lastUse < 0) {
            throw fault.corrupt("sizes that no package has");
        }
        return new IndexedPackage(root(number), id(number), files, size, lastUse);
    }

    private @Nullable PackageId id(int number) {
        int at = packageAt(number);
        int start = bytes.getInt(at + 48);
        int nameLength = bytes.getShort(at + 52) & 0xffff;
        int versionLength = bytes.getShort(at + 54) & 0xffff;
        if (nameLength == 0) {
            return null;
        }
        if (start < 0
                || nameLength > StoreIndexFormat.MAX_NAME
                || versionLength > StoreIndexFormat.MAX_NAME
                || (long) start + nameLength + versionLength > header.textLength()) {
            throw fault.corrupt("a name that is not there");
        }
        try {
            return new PackageId(
                    text(header.textAt() + start, nameLength),
                    text(header.textAt() + start + nameLength, versionLength));
        } catch (IllegalArgumentException wrong) {
            throw fault.corrupt("a name that no package has");
        }
    }

    private String text(int at, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.slice(at, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw fault.corrupt("a name that is not text");
        }
    }
}
