package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Quantity;
import dev.dx.engine.npm.publish.PackedFile;
import dev.dx.engine.npm.publish.PackedPackage;
import java.util.Comparator;
import java.util.List;

/** Says what is in an archive that was packed. */
final class PackReport {
    private final Invocation invocation;

    PackReport(Invocation invocation) {
        this.invocation = invocation;
    }

    /** The files and the sums, as talk. */
    void tell(PackedPackage packed) {
        if (invocation.isJson() || invocation.options().isQuiet()) {
            return;
        }
        invocation.say(
                invocation.errStyle().bold(Printable.line(packed.manifest().toString())));
        packed.files().stream()
                .filter(file -> !file.path().startsWith("node_modules/"))
                .sorted(Comparator.comparing(PackedFile::path))
                .forEach(file ->
                        invocation.say("%10s  %s".formatted(Quantity.bytes(file.size()), Printable.line(file.path()))));
        if (!packed.bundled().isEmpty()) {
            invocation.say("with " + Printable.line(String.join(", ", packed.bundled())) + " inside");
        }
        invocation.say("%d files, %s packed, %s unpacked"
                .formatted(
                        packed.files().size(), Quantity.bytes(packed.size()), Quantity.bytes(packed.unpackedSize())));
        invocation.say(packed.integrity().toString());
    }

    /** As npm writes it: an array of packages. */
    String json(List<PackedPackage> all) {
        JsonWriter json = new JsonWriter().array();
        for (PackedPackage packed : all) {
            json.object()
                    .field("id", packed.manifest().toString())
                    .field("name", packed.manifest().name())
                    .field("version", packed.manifest().version())
                    .field("size", packed.size())
                    .field("unpackedSize", packed.unpackedSize())
                    .field("shasum", packed.shasum())
                    .field("integrity", packed.integrity().toString())
                    .field("filename", packed.fileName())
                    .array("files");
            for (PackedFile file : packed.files()) {
                json.object()
                        .field("path", file.path())
                        .field("size", file.size())
                        .field("mode", file.mode())
                        .end();
            }
            json.end()
                    .field("entryCount", packed.files().size())
                    .field("bundled", List.copyOf(packed.bundled()))
                    .end();
        }
        return json.end().finish();
    }
}
