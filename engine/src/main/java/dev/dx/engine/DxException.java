package dev.dx.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one way the engine reports failure: a stable code, what failed and where in one line, and what to do about it in
 * another. Wrapped once at the boundary to the system; only the command line and the window turn it into words.
 */
public final class DxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String what;
    private final String remedy;

    /**
     * @param code what kind of failure
     * @param what what failed and where, one line without a trailing full stop: {@code left-pad 1.3.0: expected … got …}
     * @param remedy what to do about it, one sentence
     */
    public DxException(ErrorCode code, String what, String remedy) {
        this(code, what, remedy, null);
    }

    public DxException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code + ": " + oneLine(what), cause);
        this.code = code;
        this.what = oneLine(what);
        this.remedy = oneLine(remedy);
    }

    /** The failure to read or write {@code where}, told apart by what the system says of it. */
    public static DxException io(String where, IOException cause) {
        if (cause instanceof java.nio.channels.ClosedByInterruptException) {
            return cancelled();
        }
        String reason = reason(cause);
        if (reason.toLowerCase(Locale.ROOT).contains("no space left")
                || reason.toLowerCase(Locale.ROOT).contains("quota exceeded")) {
            return new DxException(
                    ErrorCode.DX_NO_SPACE, where + ": " + reason, "Free some disk space and run it again.", cause);
        }
        if (cause instanceof AccessDeniedException denied) {
            String owner = owner(denied.getFile());
            return new DxException(
                    ErrorCode.DX_IO,
                    where + ": permission denied" + (owner.isEmpty() ? "" : ", it belongs to " + owner),
                    "Do it as the owner, or give yourself the right to read and write there.",
                    cause);
        }
        return new DxException(
                ErrorCode.DX_IO, where + ": " + reason, "Check that the file can be read and written.", cause);
    }

    /** Whose the nearest thing is that can be seen; empty where that is not to be found out. */
    private static String owner(@Nullable String file) {
        Path at = file == null ? null : Path.of(file);
        while (at != null) {
            try {
                return Files.getOwner(at, LinkOption.NOFOLLOW_LINKS).getName();
            } catch (IOException | UnsupportedOperationException unseen) {
                // What cannot be seen, or is not there, stands in a folder that perhaps can.
                at = at.getParent();
            }
        }
        return "";
    }

    public static DxException cancelled() {
        return new DxException(ErrorCode.DX_CANCELLED, "cancelled", "Nothing was changed.");
    }

    /** Throws {@link #cancelled()} if this thread was interrupted; leaves the interrupt status set. */
    public static void checkCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
    }

    public ErrorCode code() {
        return code;
    }

    /** What failed and where, in one line. */
    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        String kind = cause.getClass().getSimpleName().replace("Exception", "");
        return cause instanceof FileSystemException || cause.getMessage() == null ? kind : cause.getMessage();
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]+", " ");
    }
}
