package dev.dx.app.gui.settings;

import dev.dx.engine.DxException;
import dev.dx.engine.fetch.ConnectionTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface SettingsEngine {
    /** npm's settings as they stand for a project, and those that matter where nobody has set them. */
    List<Setting> settings(Path project);

    /** Writes a setting into the user's own file; takes it out where the value is null. */
    void change(Path project, String key, @Nullable String value);

    /** Goes to the registry step by step. */
    void tryConnection(Path project, Consumer<ConnectionTrial.Step> told);
}
