package dev.dx.app.cli.progress;

import dev.dx.app.cli.text.Quantity;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.install.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The words of the live line: the most useful first, and only as many as fit. */
final class LiveText {
    private static final int BAR = 20;
    private static final String GAP = "  ";

    private LiveText() {}

    /** At most {@code width} columns wide. */
    static String of(Progress progress, int width, Style style) {
        String verb = switch (progress.stage()) {
            case READ -> "reading";
            case RESOLVE -> "resolving";
            case FETCH -> "downloading";
            case LINK -> "linking";
            case BUILD, SCRIPTS -> "building";
            case COMMIT -> "finishing";
        };
        List<String> words = new ArrayList<>();
        if (progress.total() > 0) {
            words.add(progress.done() + "/" + progress.total());
        } else if (progress.done() > 0) {
            words.add(Quantity.packages(progress.done()));
        }
        Duration remaining = progress.remaining();
        if (remaining != null) {
            words.add(Quantity.timeLeft(remaining) + " left");
        }
        if (progress.bytes() > 0) {
            words.add(Quantity.bytes(progress.bytes()));
        }
        if (progress.bytesPerSecond() > 0) {
            words.add(Quantity.bytes(Math.round(progress.bytesPerSecond())) + "/s");
        }

        int used = verb.length();
        int shown = 0;
        while (shown < words.size() && used + GAP.length() + words.get(shown).length() <= width) {
            used += GAP.length() + words.get(shown).length();
            shown++;
        }
        StringBuilder line = new StringBuilder(style.cyan(verb.substring(0, Math.min(verb.length(), width))));
        if (progress.fraction() >= 0 && used + GAP.length() + BAR <= width) {
            line.append(GAP).append(bar(progress.fraction(), style));
        }
        for (String word : words.subList(0, shown)) {
            line.append(GAP).append(word);
        }
        return line.toString();
    }

    private static String bar(double fraction, Style style) {
        int full = (int) Math.round(fraction * BAR);
        return style.green(style.symbol("━", "#").repeat(full))
                + style.dim(style.symbol("─", "-").repeat(BAR - full));
    }
}
