package dev.dx.app.gui.task;

/**
 * Whom the system prefers when there are more threads than cores. The window's own, so that it answers while all cores
 * install. The JVM is told by its flags what this means to a system that does not take it from threads themselves.
 */
public enum Precedence {
    /** For work that the window waits for: it takes what the window leaves. */
    BEHIND_THE_WINDOW(3),

    /** For what is measured, or belongs to somebody else and only is started here. */
    AS_THE_WINDOW(Thread.NORM_PRIORITY);

    /** As the JDK calls them. */
    private static final String CARRIERS = "CarrierThreads";

    private final int priority;

    Precedence(int priority) {
        this.priority = priority;
    }

    /** What a thread of it starts has the same. */
    @SuppressWarnings("ThreadPriorityCheck") // As below: nothing relies on it but how soon the window answers.
    Thread.Builder.OfPlatform thread() {
        return Thread.ofPlatform().priority(priority);
    }

    /** From now on virtual threads, on which packages come in, work behind the window. */
    @SuppressWarnings("ThreadPriorityCheck") // It is right without; the window answers sooner with it.
    public static void lowerVirtualThreads() {
        try {
            // Before the first of them there is no group to find. It must not run code of a class that waits for this.
            Thread.ofVirtual().start(Thread::onSpinWait).join();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return;
        }
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        ThreadGroup[] groups = new ThreadGroup[2 * root.activeGroupCount() + 8];
        int found = root.enumerate(groups);
        for (int i = 0; i < found; i++) {
            if (groups[i].getName().equals(CARRIERS)) {
                lower(groups[i]);
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private static void lower(ThreadGroup carriers) {
        carriers.setMaxPriority(BEHIND_THE_WINDOW.priority);
        Thread[] threads = new Thread[2 * carriers.activeCount() + 8];
        int found = carriers.enumerate(threads);
        for (int i = 0; i < found; i++) {
            threads[i].setPriority(BEHIND_THE_WINDOW.priority);
        }
    }
}
