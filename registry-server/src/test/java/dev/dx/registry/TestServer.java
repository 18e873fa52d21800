package dev.dx.registry;

import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A registry on ports of its own, and somebody who asks it. */
public final class TestServer implements AutoCloseable {
    private static final int FEW_ROUNDS = 10;

    private final RegistryServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(RegistryServer server) {
        this.server = server;
    }

    /** One without an upstream. */
    public static TestServer start(Path folder) {
        return start(
                folder,
                settings -> settings.withUpstream(UpstreamSettings.STANDARD.withMode(UpstreamSettings.Mode.NONE)));
    }

    /** One in front of another registry. */
    public static TestServer start(Path folder, LocalRegistry upstream) {
        return start(
                folder,
                settings -> settings.withUpstream(UpstreamSettings.STANDARD.withRegistry(URI.create(upstream.url()))));
    }

    /** @param change of the settings that the folder's registry.json leads to */
    public static TestServer start(Path folder, UnaryOperator<RegistrySettings> change) {
        Environment environment =
                new Environment(Map.of("DX_HOME", folder.resolve("home").toString()), folder, Platform.current());
        RegistrySettings settings =
                change.apply(RegistryConfig.settings(folder)).withPorts(0, 0);
        RegistryServer server = new RegistryServer(settings, environment, FEW_ROUNDS);
        server.start();
        return new TestServer(server);
    }

    /** A client of a server that somebody else starts. */
    public static TestServer of(RegistryServer server) {
        return new TestServer(server);
    }

    public RegistryServer server() {
        return server;
    }

    public URI uri(String path) {
        return Objects.requireNonNull(server.status().http()).resolve(path);
    }

    /** An answer with its body as text. */
    public record Answer(int status, String body, HttpResponse<byte[]> response) {
        public JsonObject json() {
            try {
                return JsonReader.readObject(body);
            } catch (JsonReader.MalformedJsonException malformed) {
                throw new AssertionError(body, malformed);
            }
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    /**
     * @param body JSON; null for none
     * @param headers names and values in turn
     */
    public Answer send(String method, String path, @Nullable String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + (body == null ? 0 : 2));
        if (body != null) {
            all[headers.length] = "Content-Type";
            all[headers.length + 1] = "application/json";
        }
        return sendAs(method, path, body, all);
    }

    /** As {@link #send}, of a body of any kind. */
    public Answer sendAs(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Adds a user, and returns the value of the header that proves it. */
    public String register(String user) {
        Answer answer = login(user, "secret of " + user);
        return "Bearer " + Objects.requireNonNull(answer.json().string("token"), answer.body());
    }

    public Answer login(String user, String password) {
        return send(
                "PUT",
                "/-/user/org.couchdb.user:" + user,
                JsonWriter.write(
                        JsonObject.ofStrings(Map.of("name", user, "password", password, "email", "a@b.c")),
                        JsonStyle.COMPACT));
    }

    public Answer publish(TestPackage published, String authorization) {
        return send("PUT", path(published.name()), publication(published), "Authorization", authorization);
    }

    public static String path(String name) {
        return "/" + name.replace("/", "%2f");
    }

    /** What npm sends to publish it. */
    public static String publication(TestPackage published) {
        try {
            JsonObject manifest = JsonReader.readObject(published.packageJson())
                    .with(
                            "dist",
                            JsonObject.ofStrings(Map.of(
                                    "integrity",
                                    published.integrity(),
                                    "shasum",
                                    published.shasum(),
                                    "tarball",
                                    "http://elsewhere/x.tgz")));
            Map<String, JsonValue> attachment = new LinkedHashMap<>();
            attachment.put("content_type", new JsonValue.Text("application/octet-stream"));
            attachment.put("data", new JsonValue.Text(Base64.getEncoder().encodeToString(published.tarball())));
            attachment.put("length", new JsonValue.Numeral("" + published.tarball().length));
            Map<String, JsonValue> root = new LinkedHashMap<>();
            root.put("_id", new JsonValue.Text(published.name()));
            root.put("name", new JsonValue.Text(published.name()));
            root.put("dist-tags", JsonObject.ofStrings(Map.of("latest", published.version())));
            root.put("versions", JsonObject.of(Map.of(published.version(), manifest)));
            root.put("keywords", new JsonArray(List.of()));
            root.put(
                    "_attachments",
                    JsonObject.of(
                            Map.of(published.name() + "-" + published.version() + ".tgz", JsonObject.of(attachment))));
            return JsonWriter.write(JsonObject.of(root), JsonStyle.COMPACT);
        } catch (JsonReader.MalformedJsonException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
