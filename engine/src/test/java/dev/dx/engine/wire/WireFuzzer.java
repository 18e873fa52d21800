package dev.dx.engine.wire;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.FormatFault;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Any bytes as any message; what is understood is written and read again to the same. */
public final class WireFuzzer {
    private static final FormatFault FAULT = WireFormat.fault("fuzz");

    private static final List<BiFunction<byte[], FormatFault, byte[]>> MESSAGES = List.of(
            (bytes, fault) -> WireFormat.encode(WireFormat.request(bytes, fault)),
            (bytes, fault) -> WireFormat.encode(WireFormat.frame(bytes, fault)),
            (bytes, fault) -> Hello.decode(bytes, fault).encode(),
            (bytes, fault) -> Welcome.decode(bytes, fault).encode(),
            (bytes, fault) -> Item.decode(bytes, fault).encode(),
            (bytes, fault) -> PackageList.decode(bytes, fault).encode(),
            (bytes, fault) -> ClosureQuestion.decode(bytes, fault).encode(),
            (bytes, fault) -> Words.decode(bytes, fault).encode(),
            (bytes, fault) -> FoundPackages.decode(bytes, fault).encode(),
            (bytes, fault) -> Counts.decode(bytes, fault).encode());

    private WireFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        BiFunction<byte[], FormatFault, byte[]> message = MESSAGES.get((data[0] & 0xff) % MESSAGES.size());
        try {
            byte[] once = message.apply(Arrays.copyOfRange(data, 1, data.length), FAULT);
            if (!Arrays.equals(once, message.apply(once, FAULT))) {
                throw new AssertionError("what was read is written otherwise");
            }
        } catch (DxException refused) {
            if (refused.code() != ErrorCode.DX_FORMAT_CORRUPT
                    && refused.code() != ErrorCode.DX_FORMAT_TRUNCATED
                    && refused.code() != ErrorCode.DX_FORMAT_TOO_NEW) {
                throw refused;
            }
        }
    }
}
