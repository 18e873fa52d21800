package dev.dx.engine.wire;

import dev.dx.engine.binary.FormatFault;

/**
 * Who asks:
 *
 * <pre>
 * hello := agent : text, host : text, token : text
 * </pre>
 *
 * @param agent the program, for the log
 * @param host what the server is called by whoever asks, as it stands in an address
 * @param token empty for nobody in particular
 */
public record Hello(String agent, String host, String token) {
    public byte[] encode() {
        return new MessageWriter().text(agent).text(host).text(token).finished();
    }

    public static Hello decode(byte[] payload, FormatFault fault) {
        MessageReader in = new MessageReader(payload, fault);
        Hello hello = new Hello(in.text("an agent"), in.text("a host"), in.text("a token"));
        in.finish();
        return hello;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Hello[" + agent + ", " + host + (token.isEmpty() ? "" : ", a token") + "]";
    }
}
