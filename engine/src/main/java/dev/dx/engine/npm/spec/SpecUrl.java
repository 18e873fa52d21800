package dev.dx.engine.npm.spec;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL taken apart the lenient way of the URL standard that Node.js follows, which {@link java.net.URI} is too strict
 * for. Parts are escaped where the standard escapes them.
 *
 * @param scheme in lower case, without its colon
 * @param username empty if there is none
 * @param password empty if there is none
 * @param hostname null if the URL has no authority
 * @param port empty if there is none, or it is the scheme's own
 * @param path begins with a slash, is empty, or is {@code opaque}
 * @param opaque whether what follows the scheme is one text without structure: {@code github:user/project}
 * @param query with its question mark, or empty
 * @param fragment without its hash, or empty
 */
record SpecUrl(
        String scheme,
        String username,
        String password,
        @Nullable String hostname,
        String port,
        String path,
        boolean opaque,
        String query,
        String fragment) {
    private static final Map<String, String> DEFAULT_PORTS =
            Map.of("http", "80", "https", "443", "ws", "80", "wss", "443", "ftp", "21");

    private static final String IN_PATH = " \"#<>?`{}";
    private static final String IN_USER = IN_PATH + "/:;=@[\\]^|";
    private static final String IN_FRAGMENT = " \"<>`";
    private static final String IN_QUERY = " \"#<>";
    private static final String NOT_IN_HOST = "\0\t\n\r #/:<>?@[\\]^|";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern PORT = Pattern.compile("[0-9]{0,9}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+]");

    private record Authority(String username, String password, String hostname, String port) {}

    /** Null if the text is no URL. */
    static @Nullable SpecUrl parse(String input) {
        String text = trim(input);
        int colon = text.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
            return null;
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean special = isSpecial(scheme);
        String rest = text.substring(colon + 1);
        int hash = rest.indexOf('#');
        String fragment = hash < 0 ? "" : PercentCoding.encode(rest.substring(hash + 1), IN_FRAGMENT);
        rest = hash < 0 ? rest : rest.substring(0, hash);
        int mark = rest.indexOf('?');
        String query = mark < 0 || mark == rest.length() - 1
                ? ""
                : "?" + PercentCoding.encode(rest.substring(mark + 1), special ? IN_QUERY + "'" : IN_QUERY);
        rest = mark < 0 ? rest : rest.substring(0, mark);
        if (special) {
            rest = rest.replace('\\', '/');
            if (!scheme.equals("file")) {
                rest = "//" + rest.replaceFirst("^/+", "");
            } else if (!rest.startsWith("/")) {
                rest = "/" + rest;
            }
        }
        if (!rest.startsWith("/")) {
            return new SpecUrl(scheme, "", "", null, "", PercentCoding.encode(rest, ""), true, query, fragment);
        }
        if (!rest.startsWith("//")) {
            return new SpecUrl(scheme, "", "", null, "", path(rest), false, query, fragment);
        }
        int slash = rest.indexOf('/', 2);
        Authority authority = authority(scheme, rest.substring(2, slash < 0 ? rest.length() : slash));
        if (authority == null) {
            return null;
        }
        String path = slash < 0 ? (special ? "/" : "") : path(rest.substring(slash));
        return new SpecUrl(
                scheme,
                authority.username,
                authority.password,
                authority.hostname,
                authority.port,
                path,
                false,
                query,
                fragment);
    }

    private static boolean isSpecial(String scheme) {
        return scheme.equals("file") || DEFAULT_PORTS.containsKey(scheme);
    }

    private static String trim(String input) {
        int from = 0;
        int to = input.length();
        while (from < to && input.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && input.charAt(to - 1) <= ' ') {
            to--;
        }
        return input.substring(from, to).replaceAll("[\\t\\n\\r]", "");
    }

    private static @Nullable Authority authority(String scheme, String text) {
        int at = text.lastIndexOf('@');
        String user = at < 0 ? "" : text.substring(0, at);
        int colon = user.indexOf(':');
        String username = PercentCoding.encode(colon < 0 ? user : user.substring(0, colon), IN_USER);
        String password = colon < 0 ? "" : PercentCoding.encode(user.substring(colon + 1), IN_USER);
        String hostPort = text.substring(at + 1);
        int portColon = hostPort.indexOf(':', hostPort.lastIndexOf(']') + 1);
        String host = host(scheme, portColon < 0 ? hostPort : hostPort.substring(0, portColon));
        String port = portColon < 0 ? "" : hostPort.substring(portColon + 1);
        if (host == null || !PORT.matcher(port).matches()) {
            return null;
        }
        if (!port.isEmpty()) {
            int number = Integer.parseInt(port);
            if (number > 65535) {
                return null;
            }
            port = Integer.toString(number).equals(DEFAULT_PORTS.get(scheme)) ? "" : Integer.toString(number);
        }
        boolean mayLackHost = scheme.equals("file") || !isSpecial(scheme);
        if (host.isEmpty() && (!mayLackHost || at >= 0 || portColon >= 0)) {
            return null;
        }
        return new Authority(username, password, host, port);
    }

    private static @Nullable String host(String scheme, String text) {
        if (text.startsWith("[")) {
            return IPV6.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
        }
        String host = text;
        if (isSpecial(scheme)) {
            String decoded = PercentCoding.decode(text);
            if (decoded == null) {
                return null;
            }
            try {
                host = IDN.toASCII(decoded, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException noDomain) {
                return null;
            }
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (NOT_IN_HOST.indexOf(c) >= 0 || (isSpecial(scheme) && (c <= ' ' || c == '%' || c == 0x7f))) {
                return null;
            }
        }
        return PercentCoding.encode(host, "");
    }

    /** The path without its {@code .} and {@code ..} segments, escaped. */
    private static String path(String text) {
        List<String> segments = new ArrayList<>();
        String[] parts = text.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String segment = parts[i].replaceAll("(?i)%2e", ".");
            boolean last = i == parts.length - 1;
            if (segment.equals("..") && !segments.isEmpty()) {
                segments.remove(segments.size() - 1);
            }
            if (!segment.equals(".") && !segment.equals("..")) {
                segments.add(PercentCoding.encode(parts[i], IN_PATH));
            } else if (last) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }

    /** The host name with its port, if it has one; empty without an authority. */
    String host() {
        String name = hostname == null ? "" : hostname;
        return port.isEmpty() ? name : name + ":" + port;
    }

    /** The whole URL without its fragment. */
    String withoutFragment() {
        StringBuilder text = new StringBuilder(scheme).append(':');
        if (hostname != null || scheme.equals("file")) {
            text.append("//");
            if (!username.isEmpty() || !password.isEmpty()) {
                text.append(username);
                if (!password.isEmpty()) {
                    text.append(':').append(password);
                }
                text.append('@');
            }
            text.append(host());
        } else if (path.startsWith("//")) {
            text.append("/.");
        }
        return text.append(path).append(query).toString();
    }
}
