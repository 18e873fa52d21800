package dev.dx.registry.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses that begin alike, in CIDR notation: {@code 10.1.0.0/16}, {@code 2001:db8::/32}; without a length, one address. */
public final class AddressRange {
    /** Nothing that would be looked up as a name. */
    private static final Pattern TEXT = Pattern.compile("([0-9.]{7,15}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

    private final String text;
    private final byte[] start;
    private final int bits;

    private AddressRange(String text, byte[] start, int bits) {
        this.text = text;
        this.start = start;
        this.bits = bits;
    }

    /** @throws IllegalArgumentException if the text is no range */
    public static AddressRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        byte[] start = matcher.matches() ? bytes(matcher.group(1)) : new byte[0];
        String length = start.length == 0 ? null : matcher.group(2);
        int bits = length == null ? start.length * 8 : Integer.parseInt(length);
        if (start.length == 0 || bits > start.length * 8) {
            throw new IllegalArgumentException("no range of addresses in CIDR notation: " + text);
        }
        return new AddressRange(text, start, bits);
    }

    /** Whether it holds the address, which is written as numbers. */
    public boolean holds(String address) {
        // On which of this machine's networks it is, as fe80::1%eth0 says, is no part of it.
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        byte[] bytes = TEXT.matcher(plain).matches() && !plain.contains("/") ? bytes(plain) : new byte[0];
        if (bytes.length != start.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8 == 0 ? 0 : 0xff00 >> bits % 8 & 0xff;
        return Arrays.equals(bytes, 0, whole, start, 0, whole)
                && (rest == 0 || (bytes[whole] & rest) == (start[whole] & rest));
    }

    /** Empty if the text is no address. */
    private static byte[] bytes(String address) {
        try {
            // What is written as IPv6 and means IPv4 becomes that.
            return InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException none) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
