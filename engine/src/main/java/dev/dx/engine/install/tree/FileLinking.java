package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.link.LinkStrategy;
import dev.dx.engine.npm.config.NpmConfig;
import org.jspecify.annotations.Nullable;

/** How files get from the store into a project, as far as somebody decided it by hand. */
public final class FileLinking {
    private static final String KEY = "link";

    private FileLinking() {}

    /** Null for the best way there is. Of npm's setting of that name, which is yes or no, nothing follows. */
    public static @Nullable LinkStrategy of(NpmConfig config) {
        String said = config.get(KEY);
        return switch (said == null ? "" : said) {
            case "", "true", "false", "auto" -> null;
            case "copy" -> LinkStrategy.COPY;
            case "hardlink" -> LinkStrategy.HARDLINK;
            case "reflink" -> LinkStrategy.REFLINK;
            default ->
                throw new DxException(ErrorCode.DX_USAGE, KEY + "=" + said, "It is copy, hardlink, reflink or auto.");
        };
    }

    /** Whether every file is to be one of its own, whatever the file system can do. */
    public static boolean copies(NpmConfig config) {
        return of(config) == LinkStrategy.COPY;
    }
}
