package dev.dx.engine.binary;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;

/**
 * What can be wrong with a file of DX's own, as exceptions to throw. The three are told apart since what to do about them
 * differs: get the file again, get it whole, or get a newer DX.
 *
 * @param where the file
 * @param remedy what helps where it is damaged or not whole
 */
public record FormatFault(String where, String remedy) {
    /** @param why in the middle of a sentence */
    public DxException corrupt(String why) {
        return new DxException(ErrorCode.DX_FORMAT_CORRUPT, where + ": " + why, remedy);
    }

    public DxException truncated() {
        return new DxException(ErrorCode.DX_FORMAT_TRUNCATED, where + ": ends too early", remedy);
    }

    /** @param what it needs, in the middle of a sentence */
    public DxException tooNew(String what) {
        return new DxException(
                ErrorCode.DX_FORMAT_TOO_NEW,
                where + ": " + what,
                "Use the version of DX that wrote it, or a newer one.");
    }
}
