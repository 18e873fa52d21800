package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.DxHome;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Removes what can be asked for again. An install that is under way meanwhile asks again. */
public final class CacheRemoval {
    private CacheRemoval() {}

    /** Removes everything below {@code cache}, or says what that would free, in bytes. */
    public static long run(DxHome home, Mode mode) {
        Path cache = home.cache();
        long[] bytes = {0};
        if (!Files.exists(cache, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try {
            Files.walkFileTree(cache, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    DxException.checkCancelled();
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw DxException.io(cache.toString(), failure);
        }
        if (mode == Mode.DO) {
            FolderRemoval.removeWhatCanBe(cache);
        }
        return bytes[0];
    }
}
