package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.config.NpmrcFile;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which registry somebody logs in to or out of. */
final class AccountOptions implements OptionGroup {
    @Option(
            names = "--scope",
            paramLabel = "@SCOPE",
            description = "The registry of that scope instead of the usual one.")
    @Nullable
    String scope;

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--scope") ? value -> scope = value : null;
    }

    @Nullable
    String scope() {
        if (scope == null) {
            return null;
        }
        String named = scope.startsWith("@") ? scope : "@" + scope;
        if (!named.matches("@[A-Za-z0-9._~-]+")) {
            throw new DxException(ErrorCode.DX_USAGE, "--scope=" + scope, "It is a name as in @corp.");
        }
        return named;
    }

    /** The user's own file of settings, where tokens are kept. */
    static NpmrcFile userFile(NpmConfig config) {
        Path file = config.file(ConfigLayer.USER);
        if (file == null) {
            throw new DxException(
                    ErrorCode.DX_CONFIG, "there is no file for the user's settings", "Name one with userconfig.");
        }
        return NpmrcFile.read(file);
    }
}
