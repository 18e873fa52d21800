package dev.dx.engine.wire;

import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages by name and version:
 *
 * <pre>
 * list := count : u32 { name : text, version : text }
 * </pre>
 */
public record PackageList(List<PackageId> packages) {
    public static final int MOST = 100_000;

    public PackageList {
        packages = List.copyOf(packages);
    }

    public byte[] encode() {
        MessageWriter out = new MessageWriter().u32(packages.size());
        packages.forEach(id -> out.text(id.name()).text(id.version()));
        return out.finished();
    }

    public static PackageList decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        int count = in.count(MOST, 6, "packages");
        List<PackageId> packages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            packages.add(in.id());
        }
        in.finish();
        return new PackageList(packages);
    }
}
