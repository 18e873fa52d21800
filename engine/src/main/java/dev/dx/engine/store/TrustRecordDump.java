package dev.dx.engine.store;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A record of trust as text, for people. */
public final class TrustRecordDump {
    private TrustRecordDump() {}

    /** @param file named by the digest it is about, as in the store */
    public static List<String> lines(Path file) {
        try {
            byte[] digest = HexFormat.of().parseHex(file.getFileName().toString());
            TrustRecord record = TrustRecord.read(file, Base64.getEncoder().encodeToString(digest));
            if (record != null) {
                return List.of(
                        "format      record of trust",
                        "archive     " + file.getFileName(),
                        "integrity   " + record.sha512(),
                        "root        " + record.root(),
                        "taken in as " + (record.id() == null ? "nobody said what" : record.id()));
            }
        } catch (IllegalArgumentException notNamedByADigest) {
            // Then it is no more than a damaged one.
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
        throw StoreIndexFormat.fault(file.toString())
                .corrupt("not a record of trust, or not of the digest it is named by");
    }
}
