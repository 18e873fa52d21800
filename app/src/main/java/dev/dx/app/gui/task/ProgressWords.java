package dev.dx.app.gui.task;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far an install is, in words. */
final class ProgressWords {
    private ProgressWords() {}

    /** The stage, and whatever is known of counts, bytes, speed and time left. */
    static String of(Progress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(
                switch (progress.stage()) {
                    case READ -> Messages.text("stage.read");
                    case RESOLVE ->
                        progress.done() == 0
                                ? Messages.text("stage.resolve")
                                : Messages.text("stage.resolve.count", progress.done());
                    case FETCH -> Messages.text("stage.fetch", progress.done(), progress.total());
                    case LINK -> Messages.text("stage.link", progress.done(), progress.total());
                    case BUILD -> Messages.text("stage.build");
                    case SCRIPTS -> Messages.text("stage.scripts");
                    case COMMIT -> Messages.text("stage.commit");
                });
        if (progress.bytes() > 0) {
            parts.add(Measures.bytes((double) progress.bytes()));
        }
        if (progress.bytesPerSecond() > 0) {
            parts.add(Measures.perSecond(progress.bytesPerSecond()));
        }
        Duration remaining = progress.remaining();
        if (remaining != null) {
            parts.add(Measures.left(remaining));
        }
        return String.join(Messages.text("separator"), parts);
    }
}
