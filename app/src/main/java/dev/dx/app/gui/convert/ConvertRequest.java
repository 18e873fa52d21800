package dev.dx.app.gui.convert;

import dev.dx.converter.Batch;
import dev.dx.engine.pack.PackSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * One batch, as it was asked for.
 *
 * @param project whose configuration says which registry
 * @param specs packages, and absolute paths of archives
 */
public record ConvertRequest(
        Path project, List<String> specs, Path target, PackSettings settings, Batch.Archives archives, int atOnce) {
    public ConvertRequest {
        specs = List.copyOf(specs);
    }
}
