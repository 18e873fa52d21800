package dev.dx.app.cli.install;

import dev.dx.engine.InstallEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long each part of an install took, from when it began until the next one did. Used by one thread at a time. */
final class StageTimes {
    private final List<String> ended = new ArrayList<>();
    private InstallEvent.@Nullable Stage stage;
    private Instant since = Instant.EPOCH;

    void begins(InstallEvent.Stage next, Instant now) {
        InstallEvent.Stage before = stage;
        if (before != null) {
            ended.add(before.name().toLowerCase(Locale.ROOT) + " "
                    + Duration.between(since, now).toMillis() + " ms");
        }
        stage = next;
        since = now;
    }

    /** All of them in a line, the last of which ends now; null if none began. */
    @Nullable
    String line(Instant now) {
        InstallEvent.Stage last = stage;
        if (last == null) {
            return null;
        }
        begins(last, now);
        stage = null;
        return "it took: " + String.join(", ", ended);
    }
}
