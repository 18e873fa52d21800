package dev.dx.engine.install.tree;

import dev.dx.engine.Environment;

/**
 * Something that makes later commands faster and that nobody waits for. An engine that stays does it while nothing else is
 * asked of it, on one thread of low priority, piece by piece; a command that comes meanwhile interrupts that thread and
 * waits for nothing.
 */
public interface IdleWork {
    /** What it is, in a few words for a log. */
    String name();

    /**
     * Does one piece of it, of a few seconds at most, and answers whether there is more to do just now. Interrupted, it ends at
     * once, as everything in the engine does, and leaves nothing half done; it is called again in the next quiet moment.
     *
     * @param caller the environment of the command that ran last: which home, whether a build server, what it allows
     * @throws dev.dx.engine.DxException if it failed, which is logged; it is not called again before another command has run
     */
    boolean step(Environment caller);
}
