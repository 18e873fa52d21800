package dev.dx.registry.hosted;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.storage.Document;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A package's document as it was read: what npm calls a packument, without the addresses of archives, and
 *
 * <pre>
 * revision      how often it was changed
 * archives      version → key of its archive
 * attestations  version → key of what was signed of how it was made
 * used          version → when it was removed; its number is not given again
 * </pre>
 */
public final class HostedPackage {
    static final String ATTESTATIONS = "attestations";

    private final String name;
    private final JsonObject json;
    private final Document.Tag tag;

    private HostedPackage(String name, JsonObject json, Document.Tag tag) {
        this.name = name;
        this.json = json;
        this.tag = tag;
    }

    static HostedPackage read(String name, Document document) throws IOException {
        try {
            return new HostedPackage(name, JsonReader.readObject(document.text()), document.tag());
        } catch (JsonReader.MalformedJsonException damaged) {
            throw new IOException(name + ": its document is damaged: " + damaged.getMessage());
        }
    }

    public String name() {
        return name;
    }

    JsonObject json() {
        return json;
    }

    public Document.Tag tag() {
        return tag;
    }

    /** Whether all of its versions were removed. */
    public boolean isEmpty() {
        return versions().isEmpty();
    }

    public JsonObject versions() {
        JsonObject versions = json.object("versions");
        return versions == null ? JsonObject.EMPTY : versions;
    }

    public boolean has(String version) {
        return versions().get(version) != null;
    }

    boolean wasUsed(String version) {
        return has(version) || json.strings("used").containsKey(version);
    }

    public boolean isStarredBy(String user) {
        JsonObject users = json.object("users");
        return users != null && users.isTruthy(user);
    }

    public Map<String, String> tags() {
        return json.strings("dist-tags");
    }

    /** The key of a version's archive; null if there is no such version. */
    @Nullable
    String archive(String version) {
        return json.strings("archives").get(version);
    }

    /** The key of what was signed of a version; null if nothing was. */
    @Nullable
    String attestations(String version) {
        return json.strings(ATTESTATIONS).get(version);
    }

    long revision() {
        return json.get("revision") instanceof JsonValue.Numeral number ? Long.parseLong(number.digits()) : 0;
    }

    /** What npm's clients name a state of the document by. */
    public String rev() {
        return revision() + "-" + tag.value();
    }

    /** The packument: what registries tell of a package. */
    public JsonObject packument() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("_id", new JsonValue.Text(name));
        members.put("_rev", new JsonValue.Text(rev()));
        json.members().forEach((key, value) -> {
            switch (key) {
                case "revision", "archives", ATTESTATIONS, "used" -> {}
                default -> members.put(key, value);
            }
        });
        return JsonObject.of(members);
    }
}
