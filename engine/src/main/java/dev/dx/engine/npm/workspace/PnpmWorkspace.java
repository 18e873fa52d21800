package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** pnpm-workspace.yaml, as a map. */
final class PnpmWorkspace {
    static final String FILE_NAME = "pnpm-workspace.yaml";

    private static final long MAX_BYTES = 16 * 1024 * 1024;

    private PnpmWorkspace() {}

    /** What the file holds; null if there is none. */
    static @Nullable JsonObject readIfPresent(Path project) {
        Path file = project.resolve(FILE_NAME);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw malformed(file, "larger than " + MAX_BYTES + " bytes");
            }
            return YamlReader.readObject(Files.readString(file));
        } catch (NoSuchFileException none) {
            return null;
        } catch (YamlReader.MalformedYamlException malformed) {
            throw malformed(file, String.valueOf(malformed.getMessage()));
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static DxException malformed(Path file, String why) {
        return new DxException(ErrorCode.DX_MANIFEST, file + ": " + why, "Correct the file.");
    }
}
