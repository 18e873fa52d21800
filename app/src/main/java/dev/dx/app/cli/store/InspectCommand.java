package dev.dx.app.cli.store;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.project.StateDump;
import dev.dx.engine.link.LayoutIndex;
import dev.dx.engine.link.LayoutIndexDump;
import dev.dx.engine.link.TreeListing;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.lock.BinaryLock;
import dev.dx.engine.lock.BinaryLockDump;
import dev.dx.engine.npm.registry.PackumentDump;
import dev.dx.engine.pack.FileTableDump;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackDump;
import dev.dx.engine.store.ProjectEntry;
import dev.dx.engine.store.StoreIndexDump;
import dev.dx.engine.store.TrustRecordDump;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "inspect", description = "Show what is in one of DX's own binary files.")
public final class InspectCommand implements Command {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files to show.")
    List<String> files = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        return inspect(files, invocation);
    }

    static int inspect(List<String> files, Invocation invocation) {
        JsonWriter json = new JsonWriter().object();
        for (String file : files) {
            List<String> lines = lines(invocation.path(file));
            json.field(file, lines);
            if (!invocation.isJson()) {
                lines.forEach(line -> invocation.print(Printable.line(line)));
            }
        }
        if (invocation.isJson()) {
            invocation.print(json.end().finish());
        }
        return ExitCode.DONE.number();
    }

    private static List<String> lines(Path file) {
        if (StateDump.isNamedAs(file)) {
            return StateDump.lines(file);
        }
        return switch (magic(file)) {
            case "DXT\0" -> FileTableDump.lines(file);
            case "DXTY" -> TreeRecipe.dump(file);
            case "DXTF" -> TreeListing.dump(file);
            case "DXST" -> StoreIndexDump.lines(file);
            case "DXPJ" -> project(file);
            case "DXTR" -> TrustRecordDump.lines(file);
            case "DXPM" -> PackumentDump.lines(file);
            case "DXLC" -> {
                try (LayoutIndex index = LayoutIndex.open(file)) {
                    yield LayoutIndexDump.lines(index);
                }
            }
            case "DXL\0" -> {
                try (BinaryLock lock = BinaryLock.open(file)) {
                    yield BinaryLockDump.lines(lock);
                }
            }
            case "DXP\0" -> {
                try (Pack pack = Pack.open(file)) {
                    yield PackDump.lines(pack);
                }
            }
            default ->
                throw new DxException(
                        ErrorCode.DX_FORMAT_CORRUPT,
                        file + ": no format of DX begins like that",
                        "Name a .dxp or .dxl file, one of the store or of its cache, or node_modules/.dx/state.json.");
        };
    }

    private static List<String> project(Path file) {
        try {
            return ProjectEntry.dump(file);
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }

    private static String magic(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + file, "Name a file that exists.");
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }
}
