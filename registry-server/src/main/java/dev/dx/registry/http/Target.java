package dev.dx.registry.http;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path names. A name is a package's name; nothing else of the path has been checked. */
public sealed interface Target {
    record Packument(String name) implements Target {}

    /** A state of a package's document, for who wants to change just that. */
    record Revision(String name, String rev) implements Target {}

    record Version(String name, String versionOrTag) implements Target {}

    /** @param rev null where none is named */
    record Tarball(String name, String file, @Nullable String rev) implements Target {}

    /** @param tag null for all of them */
    record Tags(String name, @Nullable String tag) implements Target {}

    record Search() implements Target {}

    record Ping() implements Target {}

    record Whoami() implements Target {}

    record Login(String user) implements Target {}

    /** Where a login in the browser begins. */
    record WebLogin() implements Target {}

    /** Where whoever began a login in the browser hears how it ended. */
    record WebLoginDone(String secret) implements Target {}

    /** The page on which somebody confirms a login. */
    record WebLoginPage(String secret) implements Target {}

    record Logout(String token) implements Target {}

    /** @param key null for all of them */
    record Tokens(@Nullable String key) implements Target {}

    record Profile() implements Target {}

    record Audit(String kind) implements Target {}

    /** What was signed of a version. */
    record Attestations(String name, String version) implements Target {}

    /** Whether everybody may read a package. */
    record Visibility(String name) implements Target {}

    /** Who may do what with a package. */
    record Collaborators(String name) implements Target {}

    /** Where it would be changed who may. */
    record Access() implements Target {}

    /** What a user may do with which packages. */
    record PackagesOf(String user) implements Target {}

    /** What a user starred. */
    record Stars() implements Target {}

    record Metrics() implements Target {}

    record Health() implements Target {}

    /** A converted package. */
    record Pack(String file) implements Target {}

    /** The page for people. */
    record Front() implements Target {}

    /** A package's page for people. */
    record Page(String name) implements Target {}

    /**
     * What npm's own registry has and this one has not.
     *
     * @param words what that is, and what there is instead
     */
    record Lacking(String words) implements Target {
        private static final Lacking TEAMS = new Lacking("there are no organizations and teams here:"
                + " who may read and publish what is said in this registry's own configuration, under packages");
        private static final Lacking HOOKS = new Lacking("this registry calls nobody when a package changes");
        private static final Lacking TRUST =
                new Lacking("this registry trusts no other service to publish: give it a token (npm token create)");
        private static final Lacking STAGES =
                new Lacking("what is published here is there at once: use npm publish, with a tag of its own (--tag)");
    }

    record Unknown() implements Target {}

    /** @param rawPath as it stood in the request */
    static Target of(String rawPath) {
        List<String> parts = new ArrayList<>();
        for (String raw : rawPath.split("/", -1)) {
            String part = decoded(raw);
            if (part == null) {
                return new Unknown();
            }
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return new Front();
        }
        return switch (parts.getFirst()) {
            case "-" -> ofRegistry(parts.subList(1, parts.size()));
            case "dxp" ->
                parts.size() == 2 && parts.get(1).endsWith(".dxp") ? new Pack(parts.get(1)) : ofPackage(parts);
            default -> ofPackage(parts);
        };
    }

    private static Target ofRegistry(List<String> parts) {
        String path = String.join("/", parts);
        return switch (path) {
            case "ping" -> new Ping();
            case "whoami" -> new Whoami();
            case "v1/search" -> new Search();
            case "v1/login" -> new WebLogin();
            case "metrics" -> new Metrics();
            case "health" -> new Health();
            case "_view/starredByUser" -> new Stars();
            case "npm/v1/user" -> new Profile();
            case "npm/v1/tokens" -> new Tokens(null);
            case "npm/v1/security/advisories/bulk" -> new Audit("bulk");
            case "npm/v1/security/audits", "npm/v1/security/audits/quick" -> new Audit("quick");
            default -> ofLongRegistryPath(parts, path);
        };
    }

    private static Target ofLongRegistryPath(List<String> parts, String path) {
        int size = parts.size();
        if (path.startsWith("user/org.couchdb.user:")
                && (size == 2 || (size == 4 && parts.get(2).equals("-rev")))) {
            return new Login(parts.get(1).substring("org.couchdb.user:".length()));
        }
        if (path.startsWith("v1/login/done/") && size == 4) {
            return new WebLoginDone(parts.get(3));
        }
        if (path.startsWith("login/") && size == 2) {
            return new WebLoginPage(parts.get(1));
        }
        if (path.startsWith("user/") && size == 3 && parts.get(2).equals("package")) {
            return new PackagesOf(parts.get(1));
        }
        if (path.startsWith("user/token/") && size == 3) {
            return new Logout(parts.get(2));
        }
        if (path.startsWith("npm/v1/attestations/")) {
            String id = path.substring("npm/v1/attestations/".length());
            int at = id.lastIndexOf('@');
            String name = at <= 0 ? null : name(id.substring(0, at));
            return name == null ? new Unknown() : new Attestations(name, id.substring(at + 1));
        }
        if (path.startsWith("org/") || path.startsWith("team/")) {
            return Lacking.TEAMS;
        }
        if (path.startsWith("npm/v1/hooks")) {
            return Lacking.HOOKS;
        }
        if (parts.getFirst().equals("stage")) {
            return Lacking.STAGES;
        }
        if (path.startsWith("npm/v1/tokens/token/") && size == 5) {
            return new Tokens(parts.get(4));
        }
        if (path.startsWith("package/") && size >= 3) {
            List<String> rest = joined(parts.subList(1, size));
            String name = name(rest.getFirst());
            return name == null || rest.size() < 2 || rest.size() > 3
                    ? new Unknown()
                    : aboutPackage(name, rest.get(1), rest.size() == 3 ? rest.get(2) : null);
        }
        if (path.startsWith("web/")) {
            String name = name(path.substring("web/".length()));
            return name == null ? new Unknown() : new Page(name);
        }
        return new Unknown();
    }

    private static Target aboutPackage(String name, String what, @Nullable String more) {
        return switch (what) {
            case "dist-tags" -> new Tags(name, more);
            case "visibility" -> more == null ? new Visibility(name) : new Unknown();
            case "collaborators" -> more == null ? new Collaborators(name) : new Unknown();
            case "trust" -> Lacking.TRUST;
            case "access" -> more == null ? new Access() : new Unknown();
            default -> new Unknown();
        };
    }

    private static Target ofPackage(List<String> parts) {
        List<String> rest = joined(parts);
        String name = name(rest.getFirst());
        if (name == null) {
            return new Unknown();
        }
        int size = rest.size();
        if (size == 1) {
            return new Packument(name);
        }
        if (size == 3 && rest.get(1).equals("-rev")) {
            return new Revision(name, rest.get(2));
        }
        if (rest.get(1).equals("-")) {
            // Where npm itself makes up the address of a scoped package's archive, the scope stands there once more.
            List<String> file = rest.subList(2, size);
            boolean scoped = !file.isEmpty()
                    && file.getFirst().startsWith("@")
                    && !file.getFirst().contains("/");
            List<String> plain = scoped ? file.subList(1, file.size()) : file;
            if (plain.size() == 1) {
                return new Tarball(
                        name, plain.getFirst().substring(plain.getFirst().indexOf('/') + 1), null);
            }
            if (plain.size() == 3 && plain.get(1).equals("-rev")) {
                return new Tarball(name, plain.getFirst(), plain.get(2));
            }
            return new Unknown();
        }
        return size == 2 ? new Version(name, rest.get(1)) : new Unknown();
    }

    /** The parts with a scope and its package's name made one. */
    private static List<String> joined(List<String> parts) {
        if (!parts.getFirst().startsWith("@") || parts.getFirst().contains("/") || parts.size() < 2) {
            return parts;
        }
        List<String> joined = new ArrayList<>();
        joined.add(parts.get(0) + "/" + parts.get(1));
        joined.addAll(parts.subList(2, parts.size()));
        return joined;
    }

    private static @Nullable String name(String text) {
        try {
            return PackageName.parse(text).value();
        } catch (DxException noName) {
            return null;
        }
    }

    /** Null if an escape is none. */
    private static @Nullable String decoded(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        byte[] bytes = new byte[raw.length() * 3];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(plain, 0, bytes, length, plain.length);
                length += plain.length;
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
