package dev.dx.engine.wire;

/**
 * The first 32 bytes of a frame.
 *
 * @param item which part of the answer it belongs to
 * @param length of the payload
 * @param checksum of an END: XXH3 of the part's bytes
 */
public record FrameHeader(Status status, Kind kind, boolean isLast, int id, int item, int length, long checksum) {
    /** What a frame is to its answer. */
    public enum Kind {
        WHOLE(0, WireFormat.MAX_WHOLE),
        HEAD(1, WireFormat.MAX_HEAD),
        DATA(2, WireFormat.MAX_DATA),
        END(3, 0);

        private final int number;
        private final int longest;

        Kind(int number, int longest) {
            this.number = number;
            this.longest = longest;
        }

        int number() {
            return number;
        }

        int longest() {
            return longest;
        }
    }

    /** A frame that is an answer, or the end of one. */
    public static FrameHeader whole(int id, Status status, int length) {
        return new FrameHeader(status, Kind.WHOLE, true, id, 0, length, 0);
    }

    /** One that is a part of an answer by itself. */
    public static FrameHeader part(int id, int item, int length) {
        return new FrameHeader(Status.OK, Kind.WHOLE, false, id, item, length, 0);
    }

    public static FrameHeader head(int id, int item, int length) {
        return new FrameHeader(Status.OK, Kind.HEAD, false, id, item, length, 0);
    }

    public static FrameHeader data(int id, int item, int length) {
        return new FrameHeader(Status.OK, Kind.DATA, false, id, item, length, 0);
    }

    public static FrameHeader end(int id, int item, boolean isLast, long checksum) {
        return new FrameHeader(Status.OK, Kind.END, isLast, id, item, 0, checksum);
    }
}
