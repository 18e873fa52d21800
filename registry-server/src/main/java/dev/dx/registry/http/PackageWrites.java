package dev.dx.registry.http;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.activity.AuditLog;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.hosted.Publication;
import dev.dx.registry.hosted.PublicationReader;
import dev.dx.registry.hosted.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Publishing, and what can be changed of what was published. */
final class PackageWrites {
    private static final int SMALL = 64 << 10;
    private static final Set<String> ABOUT_STARS = Set.of("_id", "_rev", "users");
    private static final int LARGEST_CHANGE = 16 << 20;

    private final HostedPackages hosted;
    private final AccessRules rules;
    private final long largestArchive;
    private final AuditLog audit;
    private final Metrics metrics;

    PackageWrites(HostedPackages hosted, AccessRules rules, long largestArchive, AuditLog audit, Metrics metrics) {
        this.hosted = hosted;
        this.rules = rules;
        this.largestArchive = largestArchive;
        this.audit = audit;
        this.metrics = metrics;
    }

    /** The user, if this one may change the package. */
    private String writer(Exchange exchange, String name) {
        String user = exchange.identity().user();
        if (user == null) {
            throw new HttpRefusal(401, "publishing wants a token: log in first");
        }
        if (!rules.mayPublish(exchange.identity(), name)) {
            throw new HttpRefusal(403, user + " may not publish " + name + " with this token");
        }
        return user;
    }

    /** A new version, or other words about those that are there. */
    void put(Exchange exchange, String name) throws IOException {
        byte[] small = exchange.length() <= SMALL ? exchange.body(SMALL) : null;
        JsonObject starred = small == null ? null : stars(small);
        if (starred != null) {
            star(exchange, name, starred);
            return;
        }
        String user = writer(exchange, name);
        try (InputStream body = small == null ? exchange.body() : new ByteArrayInputStream(small);
                Publication publication = PublicationReader.read(body, hosted.storage(), largestArchive)) {
            if (publication.archives().isEmpty()) {
                answer(exchange, 200, hosted.deprecate(name, publication.document()));
                audit.wrote(user, exchange.peer(), "change", name);
            } else {
                HostedPackage published = hosted.publish(name, publication, user);
                metrics.count(Metrics.Count.PUBLISHED);
                JsonObject versions = publication.document().object("versions");
                audit.wrote(
                        user,
                        exchange.peer(),
                        "publish",
                        name + "@" + (versions == null ? "" : String.join(",", versions.keys())));
                answer(exchange, 201, published);
            }
        } catch (Refusal refusal) {
            throw refused(refusal);
        } catch (DxException refusal) {
            throw refusal.code() == ErrorCode.DX_ARCHIVE_LIMIT
                    ? new HttpRefusal(413, refusal.what())
                    : new HttpRefusal(400, refusal.what());
        }
    }

    /** Who likes a package, as a document says that has nothing else; null for any other document. */
    private static @Nullable JsonObject stars(byte[] document) {
        try {
            return JsonReader.read(document, 0, document.length) instanceof JsonObject json
                            && json.keys().stream().allMatch(ABOUT_STARS::contains)
                    ? json.object("users")
                    : null;
        } catch (JsonReader.MalformedJsonException malformed) {
            return null;
        }
    }

    /** Whoever may read a package may like it; for others than oneself nobody does. */
    private void star(Exchange exchange, String name, JsonObject users) throws IOException {
        String user = Accounts.known(exchange);
        if (!rules.mayRead(exchange.identity(), name) || !exchange.identity().isWhole()) {
            throw new HttpRefusal(403, user + " may not star " + name + " with this token");
        }
        try {
            HostedPackages.Star star = users.isTruthy(user) ? HostedPackages.Star.GIVEN : HostedPackages.Star.TAKEN;
            answer(exchange, 200, hosted.star(name, user, star));
            audit.wrote(user, exchange.peer(), "star", name);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    /** The document as it is to be, with fewer versions than it has. */
    void replace(Exchange exchange, String name, String rev) throws IOException {
        String user = writer(exchange, name);
        JsonObject wanted = exchange.json(LARGEST_CHANGE);
        if (wanted.get("versions") == null && wanted.get("maintainers") != null) {
            throw Rights.fixed();
        }
        try {
            HostedPackage changed = hosted.removeMissing(name, wanted, rev);
            audit.wrote(user, exchange.peer(), "unpublish", name);
            answer(exchange, 201, changed);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    void remove(Exchange exchange, String name, String rev) throws IOException {
        String user = writer(exchange, name);
        try {
            HostedPackage changed = hosted.removeAll(name, rev);
            audit.wrote(user, exchange.peer(), "unpublish", name);
            hosted.removeOrphans(changed);
            answer(exchange, 200, changed);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    /** The archive of a version that was removed just before, as npm does it in two steps. */
    void removeArchive(Exchange exchange, String name) throws IOException {
        writer(exchange, name);
        HostedPackage now = hosted.find(name);
        if (now == null) {
            throw HttpRefusal.missing("there is no package " + name + " here");
        }
        hosted.removeOrphans(now);
        exchange.ok(200);
    }

    void tag(Exchange exchange, String name, @Nullable String tag) throws IOException {
        String user = writer(exchange, name);
        try {
            if (tag == null) {
                for (Map.Entry<String, String> one : allOf(exchange.json(SMALL)).entrySet()) {
                    hosted.tag(name, one.getKey(), one.getValue());
                }
            } else {
                hosted.tag(name, tag, version(exchange));
            }
            audit.wrote(user, exchange.peer(), "tag", name + (tag == null ? "" : " " + tag));
            exchange.ok(201);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    void untag(Exchange exchange, String name, String tag) throws IOException {
        String user = writer(exchange, name);
        try {
            hosted.untag(name, tag);
            audit.wrote(user, exchange.peer(), "untag", name + " " + tag);
            exchange.ok(200);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    private static Map<String, String> allOf(JsonObject json) {
        Map<String, String> strings = new LinkedHashMap<>();
        json.members().forEach((key, value) -> {
            if (value instanceof JsonValue.Text text) {
                strings.put(key, text.value());
            }
        });
        return strings;
    }

    private static String version(Exchange exchange) {
        byte[] body = exchange.body(SMALL);
        try {
            if (JsonReader.read(body, 0, body.length) instanceof JsonValue.Text text) {
                return text.value();
            }
        } catch (JsonReader.MalformedJsonException malformed) {
            // said below
        }
        throw new HttpRefusal(400, "the request is not a version as a JSON string");
    }

    private static void answer(Exchange exchange, int status, HostedPackage changed) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("ok", JsonValue.Literal.TRUE);
        json.put("success", JsonValue.Literal.TRUE);
        json.put("id", new JsonValue.Text(changed.name()));
        json.put("rev", new JsonValue.Text(changed.rev()));
        exchange.send(status, JsonObject.of(json));
    }

    private static HttpRefusal refused(Refusal refusal) {
        int status = switch (refusal.kind()) {
            case BAD -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
        };
        return new HttpRefusal(status, String.valueOf(refusal.getMessage()));
    }
}
