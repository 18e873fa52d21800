package dev.dx.registry.dxrp;

import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.Status;
import java.nio.ByteBuffer;

/** A part of an answer. */
sealed interface Part {
    /** One frame. */
    record Whole(Status status, ByteBuffer payload) implements Part {
        Whole(Status status, byte[] payload) {
            this(status, ByteBuffer.wrap(payload));
        }
    }

    /** Something that is announced, and then follows. */
    record Announced(Item item, Body body) implements Part {}
}
