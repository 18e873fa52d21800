package dev.dx.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.tls.ServerTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * A registry on loopback for {@link Rehearsal}: a few packages that need each other, and over TLS a web of many with many
 * versions, so that the JVM learns what it is worth compiling.
 */
final class RehearsalRegistry implements AutoCloseable {
    private static final int PACKAGES = 24;
    private static final int DIRECT = 8;
    private static final int WEB = 320;
    private static final int WEB_DIRECT = 40;
    private static final List<String> WEB_RANGES =
            List.of("^1.2.0", "~1.4.0", ">=1.0.0 <3", "1.x || 2.x", "^2.1.0", "1.3.0", "*");
    /** A package that no platform DX runs on takes. */
    private static final String ELSEWHERE = "web-elsewhere";
    /** What a version says besides; %s is the name of another package. */
    private static final List<String> WEB_TRAITS = List.of(
            ", \"engines\": {\"node\": \">=4\"}",
            ", \"optionalDependencies\": {\"%s\": \"9.9.9\"}",
            "",
            ", \"optionalDependencies\": {\"" + ELSEWHERE + "\": \"1.0.0\"}",
            ", \"bin\": \"index.js\"",
            ", \"deprecated\": \"for a better one\"",
            ", \"peerDependenciesMeta\": {\"%s\": {\"optional\": true}}",
            ", \"optionalDependencies\": {\"web-other\": \"npm:%s@1.x\"}",
            ", \"engines\": {\"node\": \">=999\"}",
            "",
            ", \"hasInstallScript\": true");

    /** So many different archives the web has, each with files of all sizes. */
    private static final int WEB_ARCHIVES = 12;

    private static final List<Integer> WEB_FILES = List.of(300, 900, 1_500, 2_500, 4_000, 7_000, 12_000, 30_000);

    private static final int TAR_BLOCK = 512;

    private final HttpServer server;
    private final HttpsServer secured;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, byte[]> answers = new HashMap<>();

    private RehearsalRegistry(Path folder) throws IOException {
        server = HttpServer.create(loopback(), 0);
        secured = HttpsServer.create(loopback(), 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(Objects.requireNonNull(
                ServerTls.context(new Certificate.SelfMade(), folder, InetAddress.getLoopbackAddress(), Set.of()))));
        for (int number = 0; number < PACKAGES; number++) {
            publish(number);
        }
        String[] digests = new String[WEB_ARCHIVES];
        for (int number = 0; number < WEB_ARCHIVES; number++) {
            byte[] tarball = tarball(webFiles(number));
            answers.put("/" + archive(number), tarball);
            digests[number] = sha512(tarball);
        }
        for (int number = 0; number < WEB; number++) {
            publishWeb(number, digests[number % WEB_ARCHIVES]);
        }
        answers.put(
                "/" + ELSEWHERE,
                "{\"name\": \"%1$s\", \"dist-tags\": {\"latest\": \"1.0.0\"}, \"modified\": \"2020-01-02T00:00:00.000Z\", \"versions\": {\"1.0.0\": {\"name\": \"%1$s\", \"version\": \"1.0.0\", \"os\": [\"aix\"], \"dist\": {\"tarball\": \"%2$s%4$s\", \"integrity\": \"sha512-%3$s\"}}}}"
                        .formatted(ELSEWHERE, webAddress(), digests[0], archive(0))
                        .getBytes(StandardCharsets.UTF_8));
        for (HttpServer each : List.of(server, secured)) {
            each.createContext("/", this::answer);
            each.setExecutor(threads);
            each.start();
        }
    }

    /** @param folder for a certificate, which is then in its {@code tls/certificate.pem} */
    static RehearsalRegistry start(Path folder) throws IOException {
        return new RehearsalRegistry(folder);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String address() {
        return "http://" + authority(server);
    }

    /** Where the web is. */
    String webAddress() {
        return "https://" + authority(secured);
    }

    private static String authority(HttpServer server) {
        InetSocketAddress address = server.getAddress();
        return address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
    }

    /** A package.json that leads to all of them but {@link #addable}. */
    String manifest() {
        String dependencies = IntStream.range(0, DIRECT)
                .mapToObj(number -> "\"" + name(number) + "\": \"^1.0.0\"")
                .collect(Collectors.joining(", "));
        return "{\"name\": \"rehearsal\", \"version\": \"1.0.0\", \"dependencies\": {" + dependencies + "}}";
    }

    /** A package.json that leads to the whole web. */
    String webManifest() {
        String dependencies = IntStream.range(0, WEB_DIRECT)
                .mapToObj(number -> "\"" + webName(number) + "\": \"" + webRange(number) + "\"")
                .collect(Collectors.joining(", "));
        return "{\"name\": \"web\", \"version\": \"1.0.0\", \"dependencies\": {" + dependencies + "}}";
    }

    /** A package of the web that its manifest does not name. */
    String webAddable() {
        return webName(WEB_DIRECT + 1);
    }

    String addable() {
        return name(PACKAGES - 1);
    }

    @Override
    public void close() {
        server.stop(0);
        secured.stop(0);
        threads.shutdownNow();
    }

    private static String name(int number) {
        return number % 5 == 4 ? "@rehearsal/part-" + number : "rehearsal-part-" + number;
    }

    /** Each needs one that nobody else needs, so that the packages form chains as deep as there are rows of them. */
    private void publish(int number) throws IOException {
        String name = name(number);
        int needed = number + DIRECT;
        String dependencies = needed < PACKAGES - 1 ? "\"" + name(needed) + "\": \">=1.0.0 <3\"" : "";
        String body =
                "\"name\": \"%s\", \"version\": \"1.2.0\", \"license\": \"MIT\", \"bin\": {\"part-%d\": \"bin/run.js\"}, \"dependencies\": {%s}"
                        .formatted(name, number, dependencies);
        byte[] tarball = tarball(Map.of(
                "package/package.json", "{" + body + "}",
                "package/index.js", "module.exports = " + number + ";\n".repeat(400),
                "package/bin/run.js", "#!/usr/bin/env node\nrequire('..');\n"));
        String path = "/" + name + "/-/part-" + number + "-1.2.0.tgz";
        answers.put(path, tarball);
        answers.put(
                "/" + name,
                "{\"name\": \"%s\", \"dist-tags\": {\"latest\": \"1.2.0\"}, \"modified\": \"2020-01-02T00:00:00.000Z\", \"time\": {\"1.2.0\": \"2020-01-01T00:00:00.000Z\"}, \"versions\": {\"1.2.0\": {%s, \"dist\": {\"tarball\": \"%s\", \"integrity\": \"sha512-%s\"}}}}"
                        .formatted(name, body, address() + path.substring(1), sha512(tarball))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String webName(int number) {
        return number % 4 == 3 ? "@web/strand-" + number : "web-strand-" + number;
    }

    private static String webRange(int number) {
        return WEB_RANGES.get(number % WEB_RANGES.size());
    }

    /** Each needs a few others, in ranges that do not all agree, so that some stand in several versions. */
    private void publishWeb(int number, String sha512) {
        String name = webName(number);
        StringBuilder versions = new StringBuilder();
        for (String version : List.of("1.0.0", "1.2.0", "1.3.0", "1.4.0", "1.4.3", "2.0.0", "2.1.0", "3.0.0-beta.1")) {
            String dependencies = IntStream.rangeClosed(1, 4)
                    .mapToObj(step -> (number * 3 + step * 17) % WEB)
                    .distinct()
                    .filter(needed -> needed != number)
                    .map(needed -> "\"" + webName(needed) + "\": \"" + webRange(number + needed) + "\"")
                    .collect(Collectors.joining(", "));
            String peer = number % 9 == 8 ? "\"" + webName((number + 9) % WEB) + "\": \">=1\"" : "";
            String more = WEB_TRAITS.get(number % WEB_TRAITS.size()).formatted(webName((number + 5) % WEB));
            versions.append(versions.isEmpty() ? "" : ", ")
                    .append(
                            "\"%s\": {\"name\": \"%s\", \"version\": \"%s\", \"license\": \"MIT\", \"dependencies\": {%s}, \"peerDependencies\": {%s}%s, \"dist\": {\"tarball\": \"%s%s\", \"integrity\": \"sha512-%s\"}}"
                                    .formatted(
                                            version,
                                            name,
                                            version,
                                            dependencies,
                                            peer,
                                            more,
                                            webAddress(),
                                            archive(number),
                                            sha512));
        }
        answers.put(
                "/" + name,
                "{\"name\": \"%s\", \"dist-tags\": {\"latest\": \"2.1.0\"}, \"modified\": \"2020-01-02T00:00:00.000Z\", \"versions\": {%s}}"
                        .formatted(name, versions)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String archive(int number) {
        return "web-" + number % WEB_ARCHIVES + ".tgz";
    }

    /** As well to compress as source text is. */
    private static Map<String, String> webFiles(int number) {
        Random random = new Random(number);
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 10 * WEB_FILES.size(); i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < WEB_FILES.get(i % WEB_FILES.size())) {
                text.append("exports.name")
                        .append(random.nextInt(1_000_000))
                        .append(" = require('./part-")
                        .append(random.nextInt(100))
                        .append("');\n");
            }
            files.put("package/lib/folder-" + i % 7 + "/part-" + i + ".js", text.toString());
        }
        return files;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = answers.get(
                    exchange.getRequestURI().getPath().replace("%2f", "/").replace("%2F", "/"));
            exchange.getRequestBody().readAllBytes();
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            boolean tarball = exchange.getRequestURI().getPath().endsWith(".tgz");
            exchange.getResponseHeaders()
                    .set("Content-Type", tarball ? "application/octet-stream" : "application/json");
            exchange.getResponseHeaders().set("ETag", "\"" + Integer.toHexString(Arrays.hashCode(body)) + "\"");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] tarball(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                out.write(tarHeader(file.getKey(), content.length));
                out.write(Arrays.copyOf(content, (content.length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK));
            }
            out.write(new byte[2 * TAR_BLOCK]);
        }
        return bytes.toByteArray();
    }

    private static byte[] tarHeader(String path, int size) {
        byte[] header = new byte[TAR_BLOCK];
        put(header, 0, path);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format(Locale.ROOT, "%011o ", size));
        put(header, 136, "00000000000 ");
        // The checksum is taken with its own field full of spaces.
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String sha512(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
