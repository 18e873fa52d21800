package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;

/**
 * Who answers:
 *
 * <pre>
 * welcome := agent : text, user : text, http : text, ops : u32, requests : u32
 * </pre>
 *
 * @param user whose token it was; empty for nobody in particular
 * @param http where its HTTP is, as who asks can reach it; ends with a slash
 * @param ops a bit for each {@link Op} it knows, the first is bit 1
 * @param requests how many it answers at once; more of them wait
 */
public record Welcome(String agent, String user, String http, int ops, int requests) {
    /** What this version can do. */
    public static int allOps() {
        int ops = 0;
        for (Op op : Op.values()) {
            ops |= 1 << op.number();
        }
        return ops;
    }

    public boolean knows(Op op) {
        return (ops & 1 << op.number()) != 0;
    }

    public byte[] encode() {
        return new MessageWriter()
                .text(agent)
                .text(user)
                .text(http)
                .u32(ops)
                .u32(requests)
                .finished();
    }

    public static Welcome decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        String agent = in.text("an agent");
        String user = in.text("a user");
        String http = in.text("an address");
        int ops = (int) in.u32();
        int requests = (int) Math.min(Integer.MAX_VALUE, in.u32());
        in.finish();
        return new Welcome(agent, user, http, ops, requests);
    }
}
