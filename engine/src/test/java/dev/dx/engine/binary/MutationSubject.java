package dev.dx.engine.binary;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A format whose damaged files are tried. Has a constructor without parameters. */
public interface MutationSubject {
    /** What reading a file can end in. */
    enum Outcome {
        /** It was read, and says what the whole one says. */
        SAME,
        /** It was read, and says something else. */
        OTHER,
        REFUSED
    }

    /** Small files that are whole. */
    List<byte[]> whole() throws IOException;

    /** The bytes with lengths and checksums put right, as far as they can be. */
    byte[] sealed(byte[] damaged);

    /**
     * Reads a file in every way there is.
     *
     * @param file a new name each time, in a folder of its own; nothing is there
     */
    Outcome read(byte[] bytes, byte[] whole, Path file) throws IOException;

    /** For readers that throw: what is no code of a format is thrown on. */
    static Outcome refused(DxException refused) {
        return switch (refused.code()) {
            case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> Outcome.REFUSED;
            default -> throw refused;
        };
    }
}
