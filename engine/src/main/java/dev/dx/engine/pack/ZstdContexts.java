package dev.dx.engine.pack;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What Zstd needs to decode with, for whoever comes next: most packs are small, and to make a context takes longer than to
 * decode their index. One belongs to whoever took it until it is given back; it knows no dictionary then.
 */
final class ZstdContexts {
    /** Each is a hundred kilobytes outside the heap. */
    private static final BlockingQueue<ZstdDecompressCtx> IDLE =
            new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

    private ZstdContexts() {}

    static ZstdDecompressCtx take() {
        ZstdDecompressCtx idle = IDLE.poll();
        return idle == null ? new ZstdDecompressCtx() : idle;
    }

    static void giveBack(ZstdDecompressCtx context) {
        // Whatever it decoded last, and however that ended: the next one knows nothing of it.
        context.reset();
        if (!IDLE.offer(context)) {
            context.close();
        }
    }
}
