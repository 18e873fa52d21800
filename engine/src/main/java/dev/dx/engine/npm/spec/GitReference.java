package dev.dx.engine.npm.spec;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What part of a git repository a spec asks for: {@code v1.0}, {@code semver:^1.2}, {@code v1.0::path:packages/a}.
 *
 * @param committish a branch, tag or commit
 * @param range a range that a tag has to satisfy
 * @param folder the package's folder within the repository, beginning with a slash
 */
public record GitReference(
        @Nullable String committish,
        @Nullable String range,
        @Nullable String folder) {
    /** The default branch. */
    public static final GitReference HEAD = new GitReference(null, null, null);

    /** Reads what stands behind the hash of the spec {@code raw}; keys that npm does not know are passed over. */
    static GitReference parse(String text, String raw) {
        String committish = null;
        String range = null;
        String folder = null;
        for (String part : text.split("::", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                if (committish != null || range != null) {
                    throw contradiction(raw, "more than one commit, branch, tag or range");
                }
                committish = part.isEmpty() ? null : part;
                continue;
            }
            int end = part.indexOf(':', colon + 1);
            String value = part.substring(colon + 1, end < 0 ? part.length() : end);
            switch (part.substring(0, colon)) {
                case "semver" -> {
                    if (committish != null || range != null) {
                        throw contradiction(raw, "more than one commit, branch, tag or range");
                    }
                    range = PercentCoding.decode(value);
                    if (range == null) {
                        throw new DxException(
                                ErrorCode.DX_USAGE,
                                raw + ": the range behind semver: has a broken escape",
                                "Write % as %25 in it.");
                    }
                }
                case "path" -> {
                    if (folder != null) {
                        throw contradiction(raw, "more than one path");
                    }
                    folder = "/" + inside(value, raw);
                }
                default -> {}
            }
        }
        return new GitReference(committish, range, folder);
    }

    private static String inside(String folder, String raw) {
        if (List.of(folder.split("[/\\\\]", -1)).contains("..") || folder.indexOf('\0') >= 0) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH,
                    raw + ": its path leads out of the repository",
                    "Name a folder inside the repository; if a package asks for this, do not trust it.");
        }
        return folder;
    }

    private static DxException contradiction(String raw, String what) {
        return new DxException(ErrorCode.DX_USAGE, raw + ": names " + what, "Name only one behind the #.");
    }
}
