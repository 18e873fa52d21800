package dev.dx.engine.pack;

import org.jspecify.annotations.Nullable;

/** How the bytes of a block are written. */
public enum BlockCodec {
    /** As they are. */
    STORED(0),
    /** An LZ4 block, without a frame around it. */
    LZ4(1),
    /** One Zstd frame that says its size, made with the pack's dictionary if it names one. */
    ZSTD(2),
    /** Not in the pack: the files lie elsewhere, under the pack's root. */
    EXTERNAL(3);

    private final int number;

    BlockCodec(int number) {
        this.number = number;
    }

    /** As it stands in a pack. */
    public int number() {
        return number;
    }

    static @Nullable BlockCodec of(int number) {
        for (BlockCodec codec : values()) {
            if (codec.number == number) {
                return codec;
            }
        }
        return null;
    }
}
