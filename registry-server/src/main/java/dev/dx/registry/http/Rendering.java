package dev.dx.registry.http;

import java.time.Instant;

/**
 * A packument as it is sent.
 *
 * @param state of the catalogue when it was made
 * @param until when it says something else although the state is the same
 * @param length in bytes, as it is without compression
 */
record Rendering(String state, Instant until, String etag, long length, Body body) {
    /** Where its bytes are. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares bodies, and nobody changes what goes to every peer
    sealed interface Body {
        /** In memory, as they are. */
        record Plain(byte[] bytes) implements Body {}

        /** In memory, in gzip. */
        record Packed(byte[] bytes) implements Body {}

        /**
         * In the cache, in gzip; they may be gone from there.
         *
         * @param bytes how many there are
         */
        record Kept(String key, long bytes) implements Body {}
    }

    boolean isOf(String other) {
        return state.equals(other) && Instant.now().isBefore(until);
    }

    /** What it takes of the memory. */
    long size() {
        return switch (body) {
            case Body.Plain(byte[] bytes) -> bytes.length;
            case Body.Packed(byte[] bytes) -> bytes.length;
            case Body.Kept _ -> 0;
        };
    }
}
