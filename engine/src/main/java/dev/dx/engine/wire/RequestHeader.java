package dev.dx.engine.wire;

/**
 * The first 32 bytes of a request.
 *
 * @param length of the payload
 */
public record RequestHeader(Op op, Form form, int id, int length, WireKey key) {
    /** How much a packument says; means something with META alone. */
    public enum Form {
        ABBREVIATED(0),
        /** When each version was published, besides. */
        FULL(1);

        private final int number;

        Form(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
