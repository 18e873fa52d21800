package dev.dx.engine.wire;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.FormatFault;
import java.nio.LongBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of each message, and how it is read. */
final class WireMessages {
    static final FormatFault FAULT = WireFormat.fault("somebody");

    /** Reads bytes, and writes what was read. */
    @FunctionalInterface
    interface Repeat {
        byte[] of(byte[] bytes);
    }

    record Sample(String name, List<Byte> bytes, Repeat repeat) {
        byte[] array() {
            byte[] array = new byte[bytes.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = bytes.get(i);
            }
            return array;
        }
    }

    private WireMessages() {}

    static List<Sample> all() {
        PackageId id = new PackageId("@s/näme", "1.2.3");
        byte[] root = new byte[32];
        for (int i = 0; i < root.length; i++) {
            root[i] = (byte) i;
        }
        Map<String, String> wishes = new LinkedHashMap<>();
        wishes.put("one", "^1.0.0");
        wishes.put("two", "latest");
        ClosureQuestion.Machine machine = new ClosureQuestion.Machine(
                1_700_000_000_000L, "24.1.0", "linux", "x64", "glibc", ClosureQuestion.Peers.IGNORED);
        List<Sample> samples = new ArrayList<>();
        add(
                samples,
                "request",
                WireFormat.encode(new RequestHeader(Op.PACK, RequestHeader.Form.FULL, 7, 3, new WireKey(1, -2))),
                bytes -> WireFormat.encode(WireFormat.request(bytes, FAULT)));
        add(
                samples,
                "frame-end",
                WireFormat.encode(FrameHeader.end(9, 2, true, 0x1122334455667788L)),
                bytes -> WireFormat.encode(WireFormat.frame(bytes, FAULT)));
        add(
                samples,
                "frame-data",
                WireFormat.encode(FrameHeader.data(9, 2, 4_000_000)),
                bytes -> WireFormat.encode(WireFormat.frame(bytes, FAULT)));
        add(
                samples,
                "hello",
                new Hello("dx", "localhost", "secret").encode(),
                bytes -> Hello.decode(bytes, FAULT).encode());
        add(
                samples,
                "welcome",
                new Welcome("dx-registry", "jane", "http://localhost:3001/", Welcome.allOps(), 64).encode(),
                bytes -> Welcome.decode(bytes, FAULT).encode());
        for (Item item : List.of(
                new Item.Meta("one", RequestHeader.Form.FULL, Item.Origin.HOSTED, 1_000_000),
                new Item.Pack(id, ContentRoot.of(root), "sha512-AA== sha1-BB==", 5_000_000_000L / 2),
                new Item.Plan(List.of(id, new PackageId("one", "1.0.0"))),
                new Item.Lacking(id, Status.REFUSED),
                new Item.Known("one", RequestHeader.Form.ABBREVIATED, -5))) {
            add(
                    samples,
                    item.getClass().getSimpleName(),
                    item.encode(),
                    bytes -> Item.decode(bytes, FAULT).encode());
        }
        add(
                samples,
                "list",
                new PackageList(List.of(id)).encode(),
                bytes -> PackageList.decode(bytes, FAULT).encode());
        add(
                samples,
                "closure",
                new ClosureQuestion(List.of(id), wishes, machine, LongBuffer.wrap(new long[] {1, 2, 3, -1})).encode(),
                bytes -> ClosureQuestion.decode(bytes, FAULT).encode());
        add(
                samples,
                "words",
                new Words("left pad", 20).encode(),
                bytes -> Words.decode(bytes, FAULT).encode());
        add(
                samples,
                "found",
                new FoundPackages(
                                7,
                                List.of(
                                        new FoundPackages.Hit(
                                                "one",
                                                "1.0.0",
                                                "the first",
                                                "jane",
                                                Instant.ofEpochMilli(1_577_934_245_678L),
                                                List.of("a", "b")),
                                        new FoundPackages.Hit("two", "", "", "", null, List.of())))
                        .encode(),
                bytes -> FoundPackages.decode(bytes, FAULT).encode());
        add(
                samples,
                "counts",
                new Counts(Map.of("requests", 12L, "errors", 0L)).encode(),
                bytes -> Counts.decode(bytes, FAULT).encode());
        return samples;
    }

    private static void add(List<Sample> samples, String name, byte[] bytes, Repeat repeat) {
        List<Byte> list = new ArrayList<>();
        for (byte one : bytes) {
            list.add(one);
        }
        samples.add(new Sample(name, list, repeat));
    }
}
