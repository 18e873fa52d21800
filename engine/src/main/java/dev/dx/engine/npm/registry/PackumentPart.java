package dev.dx.engine.npm.registry;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Makes a {@link Packument} of one, without the manifests of versions that nobody is going to look into. */
final class PackumentPart {
    private final byte[] bytes;
    private final int end;
    private final int[] slices;
    private final SliceTable kept = new SliceTable();
    private final CompactWriter records = new CompactWriter(1 << 12);

    private PackumentPart(byte[] bytes, int end, int[] slices) {
        this.bytes = bytes;
        this.end = end;
        this.slices = slices;
    }

    /** @param versions those whose manifests stay */
    static byte[] of(byte[] bytes, int start, int end, Set<String> versions) {
        CompactReader in = new CompactReader(bytes, start, end);
        in.slice();
        in.number();
        in.slice();
        int headEnd = in.position();
        int[] slices = new int[in.count() * 2];
        for (int i = 0; i < slices.length; i += 2) {
            slices[i] = in.slice();
            slices[i + 1] = in.position();
        }
        PackumentPart part = new PackumentPart(bytes, end, slices);
        long flags = in.number() | Packument.PART;
        int count = in.count();
        for (int i = 0; i < count; i++) {
            part.record(in, versions);
        }
        int orderStart = in.position();
        CompactWriter out = new CompactWriter(part.records.length() + (end - orderStart) + (1 << 12));
        out.raw(bytes, start, headEnd);
        part.kept.writeTo(out);
        out.number(flags);
        out.number(count);
        out.raw(part.records.array(), 0, part.records.length());
        out.raw(bytes, orderStart, end);
        return out.finished();
    }

    private void record(CompactReader in, Set<String> versions) {
        int name = in.slice();
        int nameEnd = in.position();
        long time = in.number();
        int from = in.slice();
        int to = in.position();
        records.bytes(bytes, name, nameEnd);
        records.number(time);
        CompactWriter fields = new CompactWriter(64);
        if (versions.contains(new String(bytes, name, nameEnd - name, StandardCharsets.UTF_8))) {
            copy(from, to, fields);
        }
        records.bytes(fields.array(), 0, fields.length());
    }

    private void copy(int from, int to, CompactWriter out) {
        CompactReader in = new CompactReader(bytes, from, end);
        while (in.position() < to) {
            ManifestField field = ManifestField.at(in.number(ManifestField.count()));
            out.number(field.number());
            if (field.isInsideDist()) {
                int begin = in.slice();
                out.bytes(bytes, begin, in.position());
            } else if (field != ManifestField.DIST) {
                int slice = in.number(slices.length / 2);
                out.number(kept.add(bytes, slices[2 * slice], slices[2 * slice + 1]));
            }
        }
    }
}
