package dev.dx.registry.http;

import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.upstream.UpstreamPackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Passes on the question which packages have known holes, without the names that are nobody else's business. */
final class AuditRoute {
    private static final int LARGEST = 8 << 20;

    private final Catalogue catalogue;
    private final AccessRules rules;

    AuditRoute(Catalogue catalogue, AccessRules rules) {
        this.catalogue = catalogue;
        this.rules = rules;
    }

    void answer(Exchange exchange, String kind) throws IOException {
        UpstreamPackages upstream = catalogue.upstream();
        // The older question holds a whole tree, with the project's own names in it.
        if (upstream == null || !kind.equals("bulk")) {
            throw HttpRefusal.missing("this registry knows nothing of holes in packages");
        }
        Map<String, JsonValue> asked = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> named :
                exchange.json(LARGEST).members().entrySet()) {
            if (mayBeTold(upstream, named.getKey())) {
                asked.put(named.getKey(), named.getValue());
            }
        }
        byte[] question =
                JsonWriter.write(JsonObject.of(asked), JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8);
        String found = asked.isEmpty() ? "{}" : upstream.audit(question);
        exchange.send(200, "application/json", found.getBytes(StandardCharsets.UTF_8));
    }

    private boolean mayBeTold(UpstreamPackages upstream, String name) throws IOException {
        return PackageName.problems(name).validForOldPackages()
                && rules.asksUpstream(name)
                && catalogue.hosted().state(name) == null
                && upstream.isUsual(name);
    }
}
