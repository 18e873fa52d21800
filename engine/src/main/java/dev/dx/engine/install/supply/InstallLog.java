package dev.dx.engine.install.supply;

import dev.dx.engine.InstallEvent;
import dev.dx.engine.PackageId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tells the front end what happens, one event at a time, and keeps what the report needs. All state is guarded by it. */
public final class InstallLog implements Consumer<InstallEvent> {
    private final Consumer<InstallEvent> front;
    private final List<String> warnings = new ArrayList<>();
    private int fetched;
    private long bytes;

    public InstallLog(Consumer<InstallEvent> front) {
        this.front = front;
    }

    @Override
    public synchronized void accept(InstallEvent event) {
        switch (event) {
            case InstallEvent.Warning warning -> {
                // The same package can be in many places; one line for it is enough.
                if (warnings.contains(warning.text())) {
                    return;
                }
                warnings.add(warning.text());
            }
            case InstallEvent.Fetched arrived
            when arrived.origin() == InstallEvent.Origin.NETWORK -> {
                fetched++;
                bytes += arrived.bytes();
            }
            default -> {}
        }
        front.accept(event);
    }

    public void stage(InstallEvent.Stage stage) {
        accept(new InstallEvent.StageStarted(stage));
    }

    public void resolved(PackageId id, int resolved, int pending) {
        accept(new InstallEvent.Resolved(id, resolved, pending));
    }

    public void planned(int packages, int toFetch) {
        accept(new InstallEvent.Planned(packages, toFetch));
    }

    public void note(String text) {
        accept(new InstallEvent.Note(text));
    }

    public void warning(String text) {
        accept(new InstallEvent.Warning(text));
    }

    public synchronized int fetchedPackages() {
        return fetched;
    }

    public synchronized long fetchedBytes() {
        return bytes;
    }

    public synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }
}
