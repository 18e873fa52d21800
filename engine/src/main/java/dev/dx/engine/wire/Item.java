package dev.dx.engine.wire;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of an answer: what a HEAD announces, or what a WHOLE says between others.
 *
 * <pre>
 * item    := 0 name : text, form : u8, origin : u8, length : u64                            META; a packument follows, or a part
 *          | 1 name : text, version : text, root : 32 bytes, integrity : text, length : u64 PACK; a pack follows
 *          | 2 count : u32 { name : text, version : text }                                  PLAN
 *          | 3 name : text, version : text, status : u8                                     LACKING
 *          | 4 name : text, form : u8, fingerprint : u64                                    KNOWN
 * </pre>
 */
public sealed interface Item {
    int MOST_PLANNED = 100_000;

    /** Whose package it is. */
    enum Origin {
        UPSTREAM,
        /** The registry's own. */
        HOSTED
    }

    /**
     * A packument follows.
     *
     * @param length how many bytes
     */
    record Meta(String name, RequestHeader.Form form, Origin origin, long length) implements Item {}

    /**
     * A pack follows.
     *
     * @param integrity SRI strings, with spaces between them, of the archive that the server made the pack of
     */
    record Pack(PackageId id, ContentRoot root, String integrity, long length) implements Item {}

    /** No more packuments follow, and these packs do; what is not among them has to be asked for. */
    record Plan(List<PackageId> packs) implements Item {
        public Plan {
            packs = List.copyOf(packs);
        }
    }

    /** A packument that the filter has: it does not follow, and is good where the fingerprint is that of the one that is there. */
    record Known(String name, RequestHeader.Form form, long fingerprint) implements Item {}

    /** A pack that was asked for and does not follow. */
    record Lacking(PackageId id, Status status) implements Item {}

    default byte[] encode() {
        MessageWriter out = new MessageWriter();
        switch (this) {
            case Meta(String name, RequestHeader.Form form, Origin origin, long length) ->
                out.u8(0)
                        .text(name)
                        .u8(form.number())
                        .u8(origin == Origin.HOSTED ? 1 : 0)
                        .u64(length);
            case Pack(PackageId id, ContentRoot root, String integrity, long length) ->
                out.u8(1)
                        .text(id.name())
                        .text(id.version())
                        .bytes(root.bytes())
                        .text(integrity)
                        .u64(length);
            case Plan(List<PackageId> packs) -> {
                out.u8(2).u32(packs.size());
                packs.forEach(id -> out.text(id.name()).text(id.version()));
            }
            case Known(String name, RequestHeader.Form form, long fingerprint) ->
                out.u8(4).text(name).u8(form.number()).u64(fingerprint);
            case Lacking(PackageId id, Status status) ->
                out.u8(3).text(id.name()).text(id.version()).u8(status.number());
        }
        return out.finished();
    }

    static Item decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        Item item = switch (in.u8(5, "item")) {
            case 0 ->
                new Meta(
                        in.text("a name"),
                        in.u8(2, "form") == 0 ? RequestHeader.Form.ABBREVIATED : RequestHeader.Form.FULL,
                        in.u8(2, "origin") == 1 ? Origin.HOSTED : Origin.UPSTREAM,
                        in.u64(WireFormat.MAX_PART, "bytes of a packument"));
            case 1 ->
                new Pack(
                        in.id(),
                        ContentRoot.of(in.bytes(ContentRoot.LENGTH)),
                        in.text("an integrity"),
                        in.u64(WireFormat.MAX_PART, "bytes of a pack"));
            case 2 -> {
                int count = in.count(MOST_PLANNED, 4, "packs");
                List<PackageId> packs = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    packs.add(in.id());
                }
                yield new Plan(packs);
            }
            case 4 ->
                new Known(
                        in.text("a name"),
                        in.u8(2, "form") == 0 ? RequestHeader.Form.ABBREVIATED : RequestHeader.Form.FULL,
                        in.u64());
            default -> {
                PackageId id = in.id();
                Status status = Status.of(in.u8());
                if (status == null) {
                    throw in.corrupt("a status that is none");
                }
                yield new Lacking(id, status);
            }
        };
        in.finish();
        return item;
    }
}
