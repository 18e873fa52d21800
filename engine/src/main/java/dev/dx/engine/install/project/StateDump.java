package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.binary.FormatFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a node_modules was made from, as text for people. */
public final class StateDump {
    private StateDump() {}

    /** Whether a file is named as this one is. */
    public static boolean isNamedAs(Path file) {
        return file.endsWith(Path.of(InstalledState.FOLDER, InstalledState.FILE_NAME));
    }

    /** @throws DxException if it is damaged */
    public static List<String> lines(Path file) {
        InstalledState state = InstalledState.readFile(file);
        if (state == null) {
            throw new FormatFault(file.toString(), "Delete the file; dx install writes it again.")
                    .corrupt("not what dx install writes");
        }
        List<String> lines = new ArrayList<>();
        lines.add("format    state of node_modules");
        lines.add("manifest  sha256 " + state.manifestHash());
        lines.add("lock      sha256 " + state.lockHash());
        lines.add("settings  " + state.settings());
        lines.add("packages  " + state.packages());
        state.entries().keySet().forEach(entry -> lines.add("entry     " + entry));
        state.folders().forEach(folder -> lines.add("folder    " + folder));
        state.elsewhere().forEach(place -> lines.add("elsewhere " + place));
        return lines;
    }
}
