package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of its own that installs, and dies before one of its steps as if it were killed: without any clean-up, its
 * streams and locks closed by the system alone.
 */
final class CrashingInstall {
    static final int DIED = 77;

    private CrashingInstall() {}

    /** How node_modules is replaced. */
    enum Way {
        RENAMES,
        EXCHANGE,
        ENTRIES,
        /** It stays, and single entries are exchanged. */
        CHANGE,
        /** The new tree is one that was put aside, and the old one is put aside. */
        PARKED;

        StagingFolder staging(Path project) throws IOException {
            return new StagingFolder(project.toRealPath(), folder -> this == ENTRIES);
        }
    }

    /**
     * @param arguments the project, the way, and before which step to die, counted from 1; prints that step
     */
    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        Way way = Way.valueOf(arguments[1]);
        int last = Integer.parseInt(arguments[2]);
        if (way == Way.EXCHANGE || way == Way.PARKED) {
            AtomicExchange.load();
        }
        AtomicInteger steps = new AtomicInteger();
        Checkpoint dying = step -> {
            if (steps.incrementAndGet() == last) {
                System.out.println(step);
                System.out.flush();
                Runtime.getRuntime().halt(DIED);
            }
        };
        try (ProjectTransaction transaction =
                ProjectTransaction.begin(way.staging(project), event -> {}, Duration.ofSeconds(30), dying)) {
            ProjectFiles.stage(transaction, way, project);
            transaction.commit();
            dying.before("close");
        }
    }
}
