package dev.dx.engine.link;

import java.io.IOException;

/**
 * Passed before each thing a transaction does to the disk, in the order it is done. Tests stop the process or fill the
 * disk there.
 */
@FunctionalInterface
interface Checkpoint {
    Checkpoint NONE = step -> {};

    void before(String step) throws IOException;
}
