package dev.dx.engine.pack;

import org.jspecify.annotations.Nullable;

/**
 * How a pack is to be written. A block that does not get smaller is stored whatever is said here.
 *
 * @param codec of blocks with files that programs read
 * @param level how hard the codec tries; its own scale
 * @param proseCodec of blocks with files that no program reads as it runs: source maps and prose
 * @param blockSize how many bytes a block has before it is compressed, the last ones and those of a large file's end less
 * @param dictionary what Zstd knows beforehand; null for nothing
 */
public record PackSettings(
        BlockCodec codec,
        int level,
        BlockCodec proseCodec,
        int blockSize,
        @Nullable PackDictionary dictionary) {
    public static final int BEST_LZ4 = 12;
    public static final int BEST_ZSTD = 22;
    public static final int ARCHIVAL_ZSTD = 19;

    public PackSettings {
        if (blockSize < 1 || blockSize > PackFormat.MAX_BLOCK) {
            throw new IllegalArgumentException("blocks of " + blockSize + " bytes");
        }
        int best = switch (codec) {
            case STORED, EXTERNAL -> level;
            case LZ4 -> BEST_LZ4;
            case ZSTD -> BEST_ZSTD;
        };
        if (level < 1 || level > best) {
            throw new IllegalArgumentException("level " + level + " of " + best);
        }
    }

    /** The smallest packs: Zstd with the newest dictionary. */
    public static PackSettings archival() {
        return zstd(ARCHIVAL_ZSTD);
    }

    public static PackSettings zstd(int level) {
        return new PackSettings(BlockCodec.ZSTD, level, BlockCodec.ZSTD, 4 << 20, PackDictionary.newest());
    }

    /** The packs that are decoded fastest; only what nobody waits for is Zstd. */
    public static PackSettings lz4(int level) {
        return new PackSettings(BlockCodec.LZ4, level, BlockCodec.ZSTD, 1 << 20, PackDictionary.newest());
    }

    /** LZ4 and nothing else. */
    public static PackSettings lz4Alone(int level) {
        return new PackSettings(BlockCodec.LZ4, level, BlockCodec.LZ4, 1 << 20, null);
    }

    /** Files as they are, for reading them from the mapped pack. */
    public static PackSettings stored() {
        return new PackSettings(BlockCodec.STORED, 1, BlockCodec.STORED, 4 << 20, null);
    }

    /** The table alone. */
    public static PackSettings external() {
        return new PackSettings(BlockCodec.EXTERNAL, 1, BlockCodec.EXTERNAL, 4 << 20, null);
    }
}
