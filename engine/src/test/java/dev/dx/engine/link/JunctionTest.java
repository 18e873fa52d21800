package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JunctionTest {
    /** As mklink /J writes it. */
    @Test
    void isWrittenAsWindowsReadsIt() {
        byte[] expected = HexFormat.of()
                .parseHex(
                        "030000a0" // the tag of a mount point
                                + "2000" // bytes that follow the reserved two
                                + "0000"
                                + "0000" // the path for the system begins at 0
                                + "0e00" // and has 14 bytes
                                + "1000" // the path for people begins at 16
                                + "0600" // and has 6
                                + "5c003f003f005c0043003a005c00" // \??\C:\
                                + "0000"
                                + "43003a005c00" // C:\
                                + "0000");
        assertArrayEquals(expected, Junction.reparseData("C:\\"));
    }

    @Test
    void isNoLongerThanTheSystemAllows() {
        assertThrows(IllegalArgumentException.class, () -> Junction.reparseData("C:\\" + "a".repeat(5000)));
    }
}
