package dev.dx.registry.hosted;

import dev.dx.engine.Integrity;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement on where and how an archive was made, as npm publishes it beside the archive. The registry looks whether
 * it is about that archive; whether the signature is good is for those to find out who install it.
 *
 * @param text the bundle, JSON
 * @param predicateType what kind of statement it is
 */
record Provenance(String text, String predicateType) {
    private static final int LONGEST_TYPE = 200;

    /** Refuses what is no bundle, or one about something else. */
    static Provenance check(String text, String name, String version, Integrity sha512) throws Refusal {
        JsonObject statement = statement(text);
        String type = statement.string("predicateType");
        JsonArray subjects = statement.array("subject");
        String subjectName = "pkg:npm/" + name.replaceFirst("^@", "%40") + "@" + version;
        String digest = HexFormat.of()
                .formatHex(Base64.getDecoder().decode(sha512.digests().getFirst()));
        boolean isAboutIt = subjects != null
                && subjects.items().size() == 1
                && subjects.items().getFirst() instanceof JsonObject subject
                && subjectName.equals(subject.string("name"))
                && digest.equals(sum(subject));
        if (!isAboutIt) {
            throw refused("is not about the archive of " + name + " " + version);
        }
        if (type == null || type.length() > LONGEST_TYPE) {
            throw refused("does not say what kind it is");
        }
        return new Provenance(text, type);
    }

    private static @Nullable String sum(JsonObject subject) {
        JsonObject sums = subject.object("digest");
        return sums == null ? null : sums.string("sha512");
    }

    private static JsonObject statement(String text) throws Refusal {
        try {
            JsonObject envelope = JsonReader.readObject(text).object("dsseEnvelope");
            String payload = envelope == null ? null : envelope.string("payload");
            if (payload != null) {
                return JsonReader.readObject(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8));
            }
        } catch (JsonReader.MalformedJsonException | IllegalArgumentException malformed) {
            // said below
        }
        throw refused("is no signed statement in a Sigstore bundle");
    }

    private static Refusal refused(String why) {
        return new Refusal(Refusal.Kind.BAD, "the provenance that came with the archive " + why);
    }

    /** What a manifest says of it; the address is filled in where it is told. */
    JsonObject told() {
        return JsonObject.ofStrings(Map.of("url", ""))
                .with("provenance", JsonObject.of(Map.of("predicateType", new JsonValue.Text(predicateType))));
    }
}
