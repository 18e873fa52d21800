package dev.dx.engine.wire;

import org.jspecify.annotations.Nullable;

/** How a request went; its number is what stands in the header. Everything but the first two comes with words. */
public enum Status {
    OK(0),
    /** What the one who asks has is what there is. */
    UNCHANGED(1),
    NOT_FOUND(2),
    /** A package that nobody named yet: ask again with its name and version. */
    UNKNOWN_KEY(3),
    /** It exists, and this server does not hand it out. */
    REFUSED(4),
    /** Only for somebody with a token, or with another one. */
    UNAUTHORIZED(5),
    /** The request makes no sense, or came before HELLO. */
    BAD_REQUEST(6),
    /** Where it comes from cannot be asked now. */
    UNAVAILABLE(7),
    CANCELLED(8),
    /** This server does not do that, or not for this package: ask its HTTP. */
    UNSUPPORTED(9),
    /** A defect, or trouble with the disk. */
    FAILED(10);

    private static final Status[] ALL = values();

    private final int number;

    Status(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable Status of(int number) {
        return number >= ALL.length ? null : ALL[number];
    }
}
