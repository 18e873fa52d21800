package dev.dx.registry.dxrp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a connection. One thread reads, another one writes, and any closes. */
interface Line extends Closeable {
    /** @return how many bytes, or -1 at the end */
    int read(byte[] target, int offset, int count) throws IOException;

    /** Writes all of them. */
    void write(ByteBuffer first, ByteBuffer second) throws IOException;

    /** Writes a part of a file. */
    void write(FileChannel file, long from, long count) throws IOException;
}
