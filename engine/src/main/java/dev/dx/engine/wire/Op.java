package dev.dx.engine.wire;

import org.jspecify.annotations.Nullable;

/** What a request asks for; its number is what stands in the header. */
public enum Op {
    /** Says who asks: the first request of a connection, and of every connection. Payload {@link Hello}. */
    HELLO(1),
    /** A sign of life. */
    PING(2),
    /** A packument: the name is the payload, the key's first half what the one who asks has already. */
    META(3),
    /** A package, by its key; the payload is empty, or {@link PackageList} of one where the key is not known. */
    PACK(4),
    /** Many packages at once. Payload {@link ClosureQuestion}. */
    CLOSURE(5),
    /** Packages that words fit. Payload {@link Words}. */
    SEARCH(6),
    /** The packages that are here as packs. */
    LIST(7),
    /** What the server counts. */
    STATS(8),
    /** Ends the request whose id is this one's payload, four bytes; not answered itself. */
    CANCEL(9);

    private static final Op[] ALL = values();

    private final int number;

    Op(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable Op of(int number) {
        return number < 1 || number > ALL.length ? null : ALL[number - 1];
    }
}
