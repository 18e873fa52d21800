package dev.dx.engine.pack;

import org.jspecify.annotations.Nullable;

/**
 * How a pack is to be written. A block that does not get smaller is stored whatever is said here.
 *
 * @param codec of the blocks
 * @param level how hard the codec tries; its own scale
 * @param zstdFrom where the codec is LZ4, a block that Zstd makes smaller still, by as many percent of what the block is
 *     uncompressed, is left to Zstd; {@link #NEVER} for none
 * @param blockSize how many bytes a block has before it is compressed, the last ones and those of a large file's end less
 * @param dictionary what Zstd knows beforehand; null for nothing
 */
public record PackSettings(
        BlockCodec codec,
        int level,
        int zstdFrom,
        int blockSize,
        @Nullable PackDictionary dictionary) {
    public static final int BEST_LZ4 = 12;
    public static final int BEST_ZSTD = 22;
    public static final int ARCHIVAL_ZSTD = 19;
    public static final int NEVER = 101;
    /** Where less than a tenth of all bytes is left to Zstd, and packs are an eighteenth smaller for it. */
    private static final int WORTHWHILE = 17;

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

    /** Whether blocks of one pack may come to have different codecs, so that unlike files should not share one. */
    boolean isMixed() {
        return codec == BlockCodec.LZ4 && zstdFrom < NEVER;
    }

    /** The smallest packs: Zstd with the newest dictionary. */
    public static PackSettings archival() {
        return zstd(ARCHIVAL_ZSTD);
    }

    public static PackSettings zstd(int level) {
        return new PackSettings(BlockCodec.ZSTD, level, NEVER, 4 << 20, PackDictionary.newest());
    }

    /** The packs that are decoded fast; only blocks for which LZ4 does little are Zstd. */
    public static PackSettings lz4(int level) {
        return new PackSettings(BlockCodec.LZ4, level, WORTHWHILE, 1 << 20, PackDictionary.newest());
    }

    /** LZ4 and nothing else. */
    public static PackSettings lz4Alone(int level) {
        return new PackSettings(BlockCodec.LZ4, level, NEVER, 1 << 20, null);
    }

    /** Files as they are, for reading them from the mapped pack. */
    public static PackSettings stored() {
        return new PackSettings(BlockCodec.STORED, 1, NEVER, 4 << 20, null);
    }

    /** The table alone. */
    public static PackSettings external() {
        return new PackSettings(BlockCodec.EXTERNAL, 1, NEVER, 4 << 20, null);
    }
}
