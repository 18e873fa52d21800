package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** An install of 84 packages that stops in the middle of downloading until it is let go on, or cancelled. */
public final class ScriptedInstall implements BiFunction<InstallRequest, Consumer<InstallEvent>, InstallReport> {
    private static final int PACKAGES = 84;
    private static final int BEFORE_THE_STOP = 45;
    private static final long SIZE = 48_300;

    private final CountDownLatch reachedTheMiddle = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Lets it run to its end. */
    public void goOn() {
        goOn.countDown();
    }

    public void awaitTheMiddle() throws InterruptedException {
        reachedTheMiddle.await();
    }

    @Override
    public InstallReport apply(InstallRequest request, Consumer<InstallEvent> events) {
        try {
            return install(events);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private InstallReport install(Consumer<InstallEvent> events) throws InterruptedException {
        events.accept(new InstallEvent.StageStarted(Stage.READ));
        events.accept(new InstallEvent.StageStarted(Stage.RESOLVE));
        for (int i = 0; i < PACKAGES; i++) {
            events.accept(new InstallEvent.Resolved(id(i), i + 1, PACKAGES - i - 1));
        }
        events.accept(
                new InstallEvent.Warning("har-validator 5.1.5 is deprecated: this library is no longer supported"));
        events.accept(new InstallEvent.Planned(PACKAGES, PACKAGES));
        events.accept(new InstallEvent.StageStarted(Stage.FETCH));
        for (int i = 0; i < BEFORE_THE_STOP; i++) {
            fetch(i, events);
            Thread.sleep(30);
        }
        reachedTheMiddle.countDown();
        goOn.await();
        for (int i = BEFORE_THE_STOP; i < PACKAGES; i++) {
            fetch(i, events);
        }
        events.accept(new InstallEvent.StageStarted(Stage.LINK));
        for (int i = 0; i < PACKAGES; i++) {
            events.accept(new InstallEvent.Linked(i + 1, PACKAGES));
        }
        events.accept(new InstallEvent.StageStarted(Stage.COMMIT));
        return new InstallReport(
                PACKAGES, List.of(), PACKAGES, 0, 0, PACKAGES, PACKAGES * SIZE, Duration.ofMillis(2140), List.of());
    }

    private static void fetch(int index, Consumer<InstallEvent> events) {
        PackageId id = id(index);
        events.accept(new InstallEvent.FetchStarted(id, SIZE));
        events.accept(new InstallEvent.Received(id, SIZE));
        events.accept(new InstallEvent.Fetched(id, Origin.NETWORK, SIZE));
    }

    private static PackageId id(int index) {
        List<String> names = List.of(
                "accepts",
                "body-parser",
                "content-type",
                "cookie-signature",
                "debug",
                "encodeurl",
                "finalhandler",
                "fresh",
                "merge-descriptors",
                "mime-types",
                "on-finished",
                "path-to-regexp");
        String name = names.get(index % names.size());
        return new PackageId(index < names.size() ? name : name + "-" + index / names.size(), "1." + index + ".0");
    }
}
