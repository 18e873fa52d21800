package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.Users;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What npm access and npm stars ask: who may do what, and who likes what. What may be done is said by the rules alone. */
final class Rights {
    private final HostedPackages hosted;
    private final AccessRules rules;
    private final Users users;

    Rights(HostedPackages hosted, AccessRules rules, Users users) {
        this.hosted = hosted;
        this.rules = rules;
        this.users = users;
    }

    void visibility(Exchange exchange, String name) throws IOException {
        present(exchange, name);
        exchange.send(
                200,
                JsonObject.of(
                        Map.of("public", rules.isPublic(name) ? JsonValue.Literal.TRUE : JsonValue.Literal.FALSE)));
    }

    /** Every user who may read the package, and whether he may publish it. */
    void collaborators(Exchange exchange, String name) throws IOException {
        Accounts.known(exchange);
        present(exchange, name);
        Map<String, String> may = new LinkedHashMap<>();
        for (String user : users.names()) {
            String right = right(user, name);
            if (!right.isEmpty()) {
                may.put(user, right);
            }
        }
        exchange.send(200, JsonObject.ofStrings(may));
    }

    /** The packages that are hosted here and that a user may read or publish. */
    void packages(Exchange exchange, String user) throws IOException {
        if (!Accounts.known(exchange).equals(user)) {
            throw new HttpRefusal(403, "ask for what you may do yourself");
        }
        Map<String, String> may = new LinkedHashMap<>();
        for (String name : hosted.names()) {
            String right = right(user, name);
            HostedPackage its = right.isEmpty() ? null : hosted.find(name);
            if (its != null && !its.isEmpty()) {
                may.put(name, right);
            }
        }
        exchange.send(200, JsonObject.ofStrings(may));
    }

    private String right(String user, String name) {
        Identity identity = new Identity(user, Identity.Permission.WRITE, List.of());
        return rules.mayPublish(identity, name) ? "write" : rules.mayRead(identity, name) ? "read" : "";
    }

    /** The packages that a user starred. */
    void stars(Exchange exchange) throws IOException {
        String key = exchange.parameter("key");
        String user = key == null ? "" : key.replace("\"", "");
        List<JsonValue> rows = new ArrayList<>();
        for (String name : hosted.names()) {
            HostedPackage its = rules.mayRead(exchange.identity(), name) ? hosted.find(name) : null;
            if (its != null && !its.isEmpty() && its.isStarredBy(user)) {
                rows.add(JsonObject.ofStrings(Map.of("id", name, "key", user, "value", name)));
            }
        }
        exchange.send(200, JsonObject.of(Map.of("rows", new JsonArray(rows))));
    }

    private void present(Exchange exchange, String name) throws IOException {
        HostedPackage its = rules.mayRead(exchange.identity(), name) ? hosted.find(name) : null;
        if (its == null || its.isEmpty()) {
            throw HttpRefusal.missing("there is no package " + name + " here");
        }
    }

    static HttpRefusal fixed() {
        return new HttpRefusal(
                400, "who may read and publish what is said in this registry's own configuration, under packages");
    }
}
