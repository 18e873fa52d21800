package dev.dx.engine.pack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.dx.engine.binary.FormatFault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Decodes blocks from mapped memory into arrays. Never writes more than was announced; whatever does not decode to exactly
 * that is corrupt. For one thread; loads only the codecs it meets.
 */
final class BlockDecoder implements AutoCloseable {
    private final @Nullable PackDictionary dictionary;
    private final FormatFault fault;
    private @Nullable LZ4SafeDecompressor lz4;
    private @Nullable ZstdDecompressCtx zstd;

    BlockDecoder(@Nullable PackDictionary dictionary, FormatFault fault) {
        this.dictionary = dictionary;
        this.fault = fault;
    }

    /** @param target with room for {@code raw} bytes */
    void decode(BlockCodec codec, MemorySegment stored, byte[] target, int raw) {
        int decoded = switch (codec) {
            case STORED, EXTERNAL -> {
                MemorySegment.copy(stored, ValueLayout.JAVA_BYTE, 0, target, 0, raw);
                yield raw;
            }
            case LZ4 -> lz4(stored.asByteBuffer(), target, raw);
            case ZSTD -> zstd(stored.asByteBuffer(), target, raw);
        };
        if (decoded != raw) {
            throw fault.corrupt("a block that becomes " + decoded + " bytes, not " + raw);
        }
    }

    /** Decodes one Zstd frame without a dictionary. */
    static byte[] frame(MemorySegment stored, int raw, FormatFault fault) {
        byte[] target = new byte[raw];
        ZstdDecompressCtx context = ZstdContexts.take();
        try {
            ByteBuffer source = stored.asByteBuffer();
            int decoded = context.decompressDirectByteBufferToByteArray(target, 0, raw, source, 0, source.remaining());
            if (decoded != raw) {
                throw fault.corrupt("an index of " + decoded + " bytes, not " + raw);
            }
            return target;
        } catch (ZstdException damaged) {
            throw fault.corrupt("an index that is no Zstd frame: " + damaged.getMessage());
        } finally {
            ZstdContexts.giveBack(context);
        }
    }

    private int lz4(ByteBuffer stored, byte[] target, int raw) {
        if (lz4 == null) {
            lz4 = LZ4Factory.fastestInstance().safeDecompressor();
        }
        try {
            return lz4.decompress(stored, 0, stored.remaining(), ByteBuffer.wrap(target), 0, raw);
        } catch (LZ4Exception damaged) {
            throw fault.corrupt("a block that is not LZ4: " + damaged.getMessage());
        }
    }

    private int zstd(ByteBuffer stored, byte[] target, int raw) {
        ZstdDecompressCtx context = zstd;
        if (context == null) {
            context = ZstdContexts.take();
            if (dictionary != null) {
                context.loadDict(dictionary.forDecoding());
            }
            zstd = context;
        }
        try {
            return context.decompressDirectByteBufferToByteArray(target, 0, raw, stored, 0, stored.remaining());
        } catch (ZstdException damaged) {
            throw fault.corrupt("a block that is not Zstd: " + damaged.getMessage());
        }
    }

    @Override
    public void close() {
        ZstdDecompressCtx taken = zstd;
        zstd = null;
        if (taken != null) {
            ZstdContexts.giveBack(taken);
        }
    }
}
