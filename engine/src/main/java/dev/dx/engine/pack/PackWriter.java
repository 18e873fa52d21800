package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.MappedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a package as {@link PackFormat} says, holding a block or two of it in memory, however large it is. A file that is
 * not what the table says is refused. The pack gets its name when it is whole and on disk; until then, and if that fails,
 * there is none.
 */
public final class PackWriter {
    /** Where the bytes of a package's files come from. */
    @FunctionalInterface
    public interface Source {
        /** Opens a file for reading from its beginning; the caller closes it. */
        InputStream open(FileEntry entry) throws IOException;
    }

    private final FileTable files;
    private final PackSettings settings;
    private final BlockCompressor compressor;
    private final FileChannel data;

    private final List<PackIndex.Block> blocks = new ArrayList<>();
    private final List<PackIndex.Place> places;
    private final Map<ContentHash, PackIndex.Place> written = new HashMap<>();
    private final byte[] block;
    private int filled;

    private PackWriter(FileTable files, PackSettings settings, BlockCompressor compressor, FileChannel data) {
        this.files = files;
        this.settings = settings;
        this.compressor = compressor;
        this.data = data;
        this.places = new ArrayList<>(Collections.nCopies(files.entries().size(), PackIndex.Place.NOWHERE));
        this.block = new byte[firstBlock(files, settings)];
    }

    /** Writes the package to {@code target}, replacing what is there. */
    public static void write(
            Path target, PackManifest manifest, FileTable files, PackSettings settings, Source source) {
        String name = target.getFileName() + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path unfinished = target.resolveSibling(name + ".unfinished");
        Path blocks = target.resolveSibling(name + ".blocks");
        try {
            write(unfinished, blocks, manifest, files, settings, source);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(target.toString(), failure);
        } finally {
            delete(unfinished);
            delete(blocks);
        }
    }

    private static void write(
            Path unfinished, Path blocks, PackManifest manifest, FileTable files, PackSettings settings, Source source)
            throws IOException {
        // The index goes before the blocks, and is known after them.
        try (FileChannel data = FileChannel.open(
                        blocks, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
                BlockCompressor compressor = new BlockCompressor(settings)) {
            PackWriter writer = new PackWriter(files, settings, compressor, data);
            if (settings.codec() != BlockCodec.EXTERNAL) {
                writer.pack(source);
            }
            try (FileChannel pack =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writer.assemble(pack, manifest);
                try (MappedFile mapped = MappedFile.open(unfinished)) {
                    put(pack, Checksums.xxh128(mapped.bytes()));
                }
                pack.force(true);
            }
        }
    }

    private static int firstBlock(FileTable files, PackSettings settings) {
        long all = 0;
        for (FileEntry entry : files.entries()) {
            all += entry.size();
            if (all >= settings.blockSize()) {
                return settings.blockSize();
            }
        }
        return (int) all;
    }

    private void pack(Source source) throws IOException {
        boolean proseBefore = false;
        for (int file : PackOrder.of(files)) {
            DxException.checkCancelled();
            FileEntry entry = files.entries().get(file);
            PackIndex.Place same = written.get(entry.hash());
            if (same != null) {
                places.set(file, same);
                continue;
            }
            boolean prose = settings.isMixed() && PackOrder.isProse(entry.path());
            if (prose != proseBefore || entry.size() > block.length - filled) {
                flush();
            }
            proseBefore = prose;
            if (entry.size() > 0) {
                PackIndex.Place place = new PackIndex.Place(blocks.size(), filled);
                places.set(file, place);
                written.put(entry.hash(), place);
            }
            append(entry, source);
        }
        flush();
    }

    /** Adds the file to the block; one that is larger than a block begins and ends in blocks of its own. */
    private void append(FileEntry entry, Source source) throws IOException {
        Blake3 hash = new Blake3();
        long left = entry.size();
        boolean large = left > block.length;
        try (InputStream in = source.open(entry)) {
            while (left > 0) {
                DxException.checkCancelled();
                int wanted = (int) Math.min(left, block.length - filled);
                int read = in.readNBytes(block, filled, wanted);
                if (read < wanted) {
                    throw PackFormat.changed(entry.path());
                }
                hash.update(block, filled, read);
                filled += read;
                left -= read;
                if (large && (filled == block.length || left == 0)) {
                    flush();
                }
            }
            if (in.read() >= 0 || !ContentHash.of(hash.digest()).equals(entry.hash())) {
                throw PackFormat.changed(entry.path());
            }
        }
    }

    private void flush() throws IOException {
        if (filled == 0) {
            return;
        }
        if (blocks.size() == PackFormat.MAX_BLOCKS) {
            throw new IllegalArgumentException("more than " + PackFormat.MAX_BLOCKS + " blocks");
        }
        BlockCodec used = compressor.compress(block, filled);
        byte[] bytes = used == BlockCodec.STORED ? block : compressor.bytes();
        int length = used == BlockCodec.STORED ? filled : compressor.length();
        put(data, ByteBuffer.wrap(bytes, 0, length));
        blocks.add(new PackIndex.Block(length, filled, used));
        filled = 0;
    }

    private void assemble(FileChannel pack, PackManifest manifest) throws IOException {
        byte[] claims = PackFormat.encode(manifest);
        byte[] index = PackIndex.encode(files, blocks, places);
        byte[] compressed = settings.codec() == BlockCodec.STORED ? index : BlockCompressor.frame(index);
        boolean pays = compressed.length < index.length && PackFormat.mayExpand(compressed.length, index.length);
        byte[] writtenIndex = pays ? compressed : index;
        byte[] hashes = new byte[ContentHash.LENGTH * files.entries().size()];
        int at = 0;
        for (FileEntry entry : files.entries()) {
            System.arraycopy(entry.hash().bytes(), 0, hashes, at, ContentHash.LENGTH);
            at += ContentHash.LENGTH;
        }
        boolean zstd = blocks.stream().anyMatch(made -> made.codec() == BlockCodec.ZSTD);
        PackDictionary dictionary = zstd ? settings.dictionary() : null;
        long before = PackFormat.HEADER + (long) claims.length + writtenIndex.length + hashes.length;
        PackFormat.Header header = new PackFormat.Header(
                before + data.position() + PackFormat.FOOTER,
                files.entries().size(),
                blocks.size(),
                claims.length,
                pays ? BlockCodec.ZSTD : BlockCodec.STORED,
                settings.codec() == BlockCodec.EXTERNAL ? BlockCodec.EXTERNAL : BlockCodec.STORED,
                dictionary == null ? 0 : dictionary.id(),
                dictionary == null ? 0 : dictionary.version(),
                writtenIndex.length,
                index.length,
                dictionary == null ? ContentHash.of(new byte[ContentHash.LENGTH]) : dictionary.hash());
        put(pack, header.encode());
        put(pack, claims);
        put(pack, writtenIndex);
        put(pack, hashes);
        copyData(pack);
        put(pack, files.root().bytes());
    }

    private void copyData(FileChannel pack) throws IOException {
        long length = data.position();
        for (long copied = 0; copied < length; ) {
            DxException.checkCancelled();
            copied += data.transferTo(copied, length - copied, pack);
        }
    }

    private static void put(FileChannel channel, byte[] bytes) throws IOException {
        put(channel, ByteBuffer.wrap(bytes));
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // What it is called says that it is not finished; the failure that brought us here says more.
        }
    }
}
