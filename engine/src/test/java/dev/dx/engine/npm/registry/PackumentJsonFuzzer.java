package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Any bytes as what a registry says of the package {@code p}; what is understood is kept in a form that can be read again. */
public final class PackumentJsonFuzzer {
    private static final PackumentLimits LIMITS = new PackumentLimits(1 << 20, 50, 1 << 16);

    private PackumentJsonFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Packument packument = PackumentJson.read(new ByteArrayInputStream(data), "p", "localhost", LIMITS);
            PackumentFuzzer.readWhole(Packument.received(packument.encoded(), "p", "localhost"));
        } catch (DxException refused) {
            if (refused.code() != ErrorCode.DX_REGISTRY) {
                throw refused;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
