package dev.dx.app.gui.convert;

import dev.dx.converter.Converted;
import dev.dx.engine.DxException;
import java.nio.file.Path;
import java.time.Duration;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** One package of a batch, and what is known of it so far. UI thread only. */
public final class ConvertItem {
    /** How far it is. */
    public enum State {
        WAITING,
        WORKING,
        CONVERTED,
        /** It was there already. */
        THERE,
        FAILED,
        /** The batch was stopped before its turn was over. */
        STOPPED
    }

    /**
     * What is known.
     *
     * @param name as it was asked for, and later what it turned out to be
     * @param archive bytes of the .tgz; 0 if unknown, as the others are
     * @param readArchive nanoseconds to read the .tgz; 0 if it was not measured
     * @param problem why it failed; null if it did not
     */
    public record Facts(
            String name,
            State state,
            long archive,
            long pack,
            long readArchive,
            long readPack,
            Duration time,
            @Nullable Path file,
            @Nullable DxException problem) {
        /** Size of the pack as a part of the archive's; -1 if one of them is unknown. */
        public double ratio() {
            return archive > 0 && pack > 0 ? (double) pack / archive : -1;
        }

        /** How many times as fast the pack is read; -1 if one of the times is unknown. */
        public double speed() {
            return readArchive > 0 && readPack > 0 ? (double) readArchive / readPack : -1;
        }
    }

    private final String spec;
    private final ReadOnlyObjectWrapper<Facts> facts;

    ConvertItem(String spec) {
        this.spec = spec;
        String name = spec.substring(Math.max(spec.lastIndexOf('/'), spec.lastIndexOf('\\')) + 1);
        String shown = spec.startsWith("@") ? spec : name;
        facts = new ReadOnlyObjectWrapper<>(new Facts(shown, State.WAITING, 0, 0, 0, 0, Duration.ZERO, null, null));
    }

    String spec() {
        return spec;
    }

    public ReadOnlyObjectProperty<Facts> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    public Facts facts() {
        return facts.get();
    }

    void begin() {
        become(State.WORKING);
    }

    void done(Converted converted) {
        State state = switch (converted.outcome()) {
            case CONVERTED -> State.CONVERTED;
            case SKIPPED -> State.THERE;
        };
        facts.set(new Facts(
                converted.id().toString(),
                state,
                converted.archiveLength(),
                converted.packLength(),
                0,
                0,
                converted.time(),
                converted.file(),
                null));
    }

    void failed(DxException why) {
        Facts now = facts.get();
        facts.set(new Facts(now.name(), State.FAILED, 0, 0, 0, 0, Duration.ZERO, null, why));
    }

    void measured(long readArchive, long readPack) {
        Facts now = facts.get();
        facts.set(new Facts(
                now.name(),
                now.state(),
                now.archive(),
                now.pack(),
                readArchive,
                readPack,
                now.time(),
                now.file(),
                now.problem()));
    }

    void stopped() {
        if (facts.get().state() == State.WAITING || facts.get().state() == State.WORKING) {
            become(State.STOPPED);
        }
    }

    private void become(State state) {
        Facts now = facts.get();
        facts.set(new Facts(
                now.name(),
                state,
                now.archive(),
                now.pack(),
                now.readArchive(),
                now.readPack(),
                now.time(),
                now.file(),
                now.problem()));
    }
}
