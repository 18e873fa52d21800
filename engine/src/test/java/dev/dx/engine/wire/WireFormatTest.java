package dev.dx.engine.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    private static final Set<ErrorCode> REFUSALS =
            Set.of(ErrorCode.DX_FORMAT_CORRUPT, ErrorCode.DX_FORMAT_TRUNCATED, ErrorCode.DX_FORMAT_TOO_NEW);

    /** What was sent once must be understood for ever. */
    @Test
    void messagesAreWhatTheyWere() throws IOException {
        Properties golden = new Properties();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("messages.properties"))) {
            golden.load(in);
        }
        for (WireMessages.Sample sample : WireMessages.all()) {
            assertEquals(golden.getProperty(sample.name()), HexFormat.of().formatHex(sample.array()), sample.name());
            assertArrayEquals(sample.array(), sample.repeat().of(sample.array()), sample.name());
        }
    }

    @Test
    void whatIsDamagedIsRefusedOrAnotherMessage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (WireMessages.Sample sample : WireMessages.all()) {
            byte[] whole = sample.array();
            for (int i = 0; i < whole.length; i++) {
                int at = i;
                DxException cut = assertThrows(
                        DxException.class,
                        () -> sample.repeat().of(Arrays.copyOf(whole, at)),
                        sample.name() + " cut at " + at);
                assertTrue(REFUSALS.contains(cut.code()), cut.toString());
                for (int bit = 0; bit < 8; bit++) {
                    byte[] flipped = whole.clone();
                    flipped[i] ^= (byte) (1 << bit);
                    tolerated(sample, flipped, "byte " + i + " bit " + bit);
                }
                if (i + 4 <= whole.length) {
                    byte[] huge = whole.clone();
                    ByteBuffer.wrap(huge)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(i, random.nextInt() | Integer.MIN_VALUE);
                    tolerated(sample, huge, "a huge number at " + i + ", seed " + seed);
                }
            }
            tolerated(sample, Arrays.copyOf(whole, whole.length + 1), "a byte more");
            for (int i = 0; i < 200; i++) {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                tolerated(sample, noise, "noise, seed " + seed);
            }
        }
    }

    private static void tolerated(WireMessages.Sample sample, byte[] bytes, String what) {
        try {
            byte[] again = sample.repeat().of(bytes);
            // Whatever was understood is said in the same way.
            assertArrayEquals(again, sample.repeat().of(again), sample.name() + ": " + what);
        } catch (DxException refused) {
            assertTrue(REFUSALS.contains(refused.code()), sample.name() + ": " + what + ": " + refused);
        }
    }

    @Test
    void lengthsAreComparedWithTheirLimits() {
        RequestHeader large = new RequestHeader(
                Op.CLOSURE, RequestHeader.Form.ABBREVIATED, 1, WireFormat.MAX_REQUEST + 1, WireKey.NONE);
        assertThrows(DxException.class, () -> WireFormat.request(WireFormat.encode(large), WireMessages.FAULT));
        FrameHeader data = FrameHeader.data(1, 0, WireFormat.MAX_DATA + 1);
        assertThrows(DxException.class, () -> WireFormat.frame(WireFormat.encode(data), WireMessages.FAULT));
        FrameHeader end = new FrameHeader(Status.OK, FrameHeader.Kind.END, true, 1, 0, 1, 0);
        assertThrows(DxException.class, () -> WireFormat.frame(WireFormat.encode(end), WireMessages.FAULT));
    }

    @Test
    void anotherProtocolAndANewerVersionAreToldApart() {
        byte[] http = Arrays.copyOf("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII), 32);
        DxException other = assertThrows(DxException.class, () -> WireFormat.request(http, WireMessages.FAULT));
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, other.code());
        byte[] newer = WireFormat.encode(FrameHeader.whole(1, Status.OK, 0));
        newer[4]++;
        DxException tooNew = assertThrows(DxException.class, () -> WireFormat.frame(newer, WireMessages.FAULT));
        assertEquals(ErrorCode.DX_FORMAT_TOO_NEW, tooNew.code());
    }

    @Test
    void keyIsTheBeginningOfTheHash() {
        WireKey key = WireKey.of(new PackageId("lodash", "4.17.21"));
        assertEquals(key, WireKey.of(new PackageId("lodash", "4.17.21")));
        assertTrue(!key.equals(WireKey.of(new PackageId("lodash", "4.17.20"))));
        assertTrue(new Hello("a", "b", "secret").toString().indexOf("secret") < 0);
    }
}
