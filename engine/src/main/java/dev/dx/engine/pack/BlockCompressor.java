package dev.dx.engine.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/** Compresses blocks, one after the other, as one pack's settings say. For one thread; loads only the codecs it needs. */
final class BlockCompressor implements AutoCloseable {
    /** Below it LZ4's fast way is meant. */
    private static final int LZ4_HIGH = 3;

    private final PackSettings settings;
    private @Nullable LZ4Compressor lz4;
    private @Nullable ZstdCompressCtx zstd;
    private byte[] out = {};
    private int length;

    BlockCompressor(PackSettings settings) {
        this.settings = settings;
    }

    /**
     * Compresses {@code raw} bytes into {@link #bytes}, of which {@link #length} count.
     *
     * @return the codec that was used: {@link BlockCodec#STORED}, with nothing in {@link #bytes}, where it does not pay
     */
    BlockCodec compress(BlockCodec codec, byte[] block, int raw) {
        length = switch (codec) {
            case STORED, EXTERNAL -> raw;
            case LZ4 -> lz4(block, raw);
            case ZSTD -> zstd(block, raw);
        };
        return length < raw ? codec : BlockCodec.STORED;
    }

    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    /** One Zstd frame without a dictionary, as an index has it. */
    static byte[] frame(byte[] raw) {
        return Zstd.compress(raw, PackSettings.ARCHIVAL_ZSTD);
    }

    private int lz4(byte[] block, int raw) {
        LZ4Compressor compressor = lz4;
        if (compressor == null) {
            LZ4Factory factory = LZ4Factory.fastestInstance();
            compressor =
                    settings.level() < LZ4_HIGH ? factory.fastCompressor() : factory.highCompressor(settings.level());
            lz4 = compressor;
        }
        reserve(compressor.maxCompressedLength(raw));
        return compressor.compress(block, 0, raw, out, 0, out.length);
    }

    private int zstd(byte[] block, int raw) {
        ZstdCompressCtx compressor = zstd;
        if (compressor == null) {
            compressor = new ZstdCompressCtx()
                    .setLevel(settings.codec() == BlockCodec.ZSTD ? settings.level() : PackSettings.ARCHIVAL_ZSTD)
                    .setDictID(false);
            if (settings.dictionary() != null) {
                compressor.loadDict(settings.dictionary().bytes());
            }
            zstd = compressor;
        }
        reserve((int) Zstd.compressBound(raw));
        return compressor.compressByteArray(out, 0, out.length, block, 0, raw);
    }

    private void reserve(int room) {
        if (out.length < room) {
            out = new byte[Math.max(room, Math.min(2 * out.length, 2 * PackFormat.MAX_BLOCK))];
        }
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
