package dev.dx.engine.install;

import dev.dx.engine.script.Caller;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be packed or published, and how.
 *
 * @param folder of the package, in which its settings count too
 * @param archive to publish as it is; null to pack the folder
 * @param tag that the version gets; null for what the settings say
 * @param oneTimePassword that the registry wants besides; null for none
 */
public record PublishRequest(
        Path folder,
        @Nullable Path archive,
        @Nullable String tag,
        @Nullable String oneTimePassword,
        Trial trial,
        Caller caller) {
    /** Whether it is meant. */
    public enum Trial {
        REAL,
        /** Everything but sending it. */
        DRY_RUN
    }

    public PublishRequest {
        folder = folder.toAbsolutePath().normalize();
    }
}
