package dev.dx.engine.install.overview;

import dev.dx.engine.npm.registry.PackumentMemory;

/**
 * What engines of one process remember of earlier calls, within bounds. All of it is held against the disk or the registry
 * before it is used, as what lies on disk is: with it the same comes out sooner. Safe for use by many threads.
 */
public final class EngineMemory {
    private volatile PackumentMemory packuments = new PackumentMemory();

    private volatile boolean notesQuestions;

    /** From now on it is noted what is asked for together. */
    public void noteQuestions() {
        notesQuestions = true;
    }

    /** Whether anybody wants to know what is asked for together; a command that ends would note it for nobody. */
    public boolean notesQuestions() {
        return notesQuestions;
    }

    public PackumentMemory packuments() {
        return packuments;
    }

    /** Packages that registries told about. */
    public int packages() {
        return packuments.count();
    }

    /** The bytes that takes. */
    public long bytes() {
        return packuments.bytes();
    }

    /** Begins anew. */
    public void forget() {
        packuments = new PackumentMemory();
    }
}
