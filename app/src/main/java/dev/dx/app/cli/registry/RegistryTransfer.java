package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.activity.AuditLog;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.storage.FolderStorage;
import dev.dx.registry.transfer.StaticExport;
import dev.dx.registry.transfer.VerdaccioImport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the packages of a registry's folder elsewhere, and takes others into it. */
final class RegistryTransfer {
    /** Whoever runs it. */
    private static final String OWNER = "owner";

    private final RegistrySettings settings;
    private final Invocation invocation;

    RegistryTransfer(RegistrySettings settings, Invocation invocation) {
        this.settings = settings;
        this.invocation = invocation;
    }

    private HostedPackages hosted() throws IOException {
        Path folder = settings.folder().resolve("hosted");
        return new HostedPackages(FolderStorage.open(folder, FolderStorage.Promise.LASTING));
    }

    /** @param base the address of what is written; null if nothing says it */
    ExitCode export(Path target, @Nullable URI base, StaticExport.Which which) {
        if (base == null) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "packuments name archives by their addresses, and nothing says what they will be",
                    "Say --base-url=https://host/path/.");
        }
        if (!Files.isDirectory(settings.folder())) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, "there is no registry " + settings.folder(), "Say its folder.");
        }
        try {
            StaticExport.Outcome outcome = new StaticExport(hosted(), settings.rules(), base).write(target, which);
            say(outcome.leftOut());
            if (invocation.isJson()) {
                JsonWriter json = new JsonWriter()
                        .object()
                        .field("packages", outcome.packages())
                        .field("versions", outcome.versions())
                        .field("leftOut", outcome.leftOut());
                invocation.print(json.end().finish());
            } else {
                invocation.print("Packages written: " + outcome.packages() + ", versions: " + outcome.versions());
            }
            return ExitCode.DONE;
        } catch (IOException failure) {
            throw DxException.io(target.toString(), failure);
        }
    }

    ExitCode take(Path storage) {
        AuditLog audit = new AuditLog(settings.folder().resolve("audit.jsonl"), new RegistryLog());
        try {
            VerdaccioImport.Outcome outcome = new VerdaccioImport(
                            hosted(),
                            settings.largestArchive(),
                            OWNER,
                            id -> audit.wrote(OWNER, "this machine", "import", id.name() + " " + id.version()))
                    .read(storage, settings.folder());
            say(outcome.leftOut());
            if (invocation.isJson()) {
                JsonWriter json = new JsonWriter()
                        .object()
                        .field("published", outcome.published().size())
                        .field("present", outcome.present())
                        .field("leftOut", outcome.leftOut());
                invocation.print(json.end().finish());
            } else {
                invocation.print(
                        "Versions published: " + outcome.published().size() + ", there already: " + outcome.present());
            }
            return ExitCode.DONE;
        } catch (IOException failure) {
            throw DxException.io(storage.toString(), failure);
        }
    }

    private void say(List<String> leftOut) {
        leftOut.forEach(line -> invocation.say(Printable.line("left out: " + line)));
    }
}
