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

    /** Zstd at this level is quick, and tells whether more is worth the time. */
    private static final int TRIAL_ZSTD = 3;

    private final PackSettings settings;
    private @Nullable LZ4Compressor lz4;
    private @Nullable ZstdCompressCtx zstd;
    private @Nullable ZstdCompressCtx trial;
    private byte[] out = {};
    private byte[] other = {};
    private int length;

    BlockCompressor(PackSettings settings) {
        this.settings = settings;
    }

    /**
     * Compresses {@code raw} bytes into {@link #bytes}, of which {@link #length} count.
     *
     * @return the codec that was used: {@link BlockCodec#STORED}, with nothing in {@link #bytes}, where it does not pay
     */
    BlockCodec compress(byte[] block, int raw) {
        BlockCodec codec = settings.codec();
        length = switch (codec) {
            case STORED, EXTERNAL -> raw;
            case LZ4 -> lz4(block, raw);
            case ZSTD -> zstd(block, raw);
        };
        if (settings.isMixed() && zstdPays(block, raw)) {
            codec = BlockCodec.ZSTD;
        }
        return length < raw ? codec : BlockCodec.STORED;
    }

    /** Whether Zstd makes enough of what LZ4 made; then that is in {@link #bytes}. */
    private boolean zstdPays(byte[] block, int raw) {
        int lz4Length = Math.min(length, raw);
        long wanted = (long) raw * settings.zstdFrom() / 100;
        byte[] lz4Bytes = out;
        out = other;
        other = lz4Bytes;
        // The thorough way saves half as much again at most.
        int quick = tried(block, raw);
        int thorough = lz4Length - quick < wanted * 2 / 3 ? raw : zstd(block, raw);
        if (lz4Length - thorough >= wanted) {
            length = thorough;
            return true;
        }
        other = out;
        out = lz4Bytes;
        return false;
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
            compressor = context(settings.codec() == BlockCodec.ZSTD ? settings.level() : PackSettings.ARCHIVAL_ZSTD);
            zstd = compressor;
        }
        return zstd(compressor, block, raw);
    }

    private int tried(byte[] block, int raw) {
        ZstdCompressCtx compressor = trial;
        if (compressor == null) {
            compressor = context(TRIAL_ZSTD);
            trial = compressor;
        }
        return zstd(compressor, block, raw);
    }

    private int zstd(ZstdCompressCtx compressor, byte[] block, int raw) {
        reserve((int) Zstd.compressBound(raw));
        return compressor.compressByteArray(out, 0, out.length, block, 0, raw);
    }

    private ZstdCompressCtx context(int level) {
        ZstdCompressCtx context = new ZstdCompressCtx().setLevel(level).setDictID(false);
        if (settings.dictionary() != null) {
            context.loadDict(settings.dictionary().bytes());
        }
        return context;
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
        if (trial != null) {
            trial.close();
        }
    }
}
