package dev.dx.registry.dxrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.Environment;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.Platform;
import dev.dx.engine.fetch.Credentials;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.Proxies;
import dev.dx.engine.fetch.RetryPolicy;
import dev.dx.engine.fetch.Trust;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.Store;
import dev.dx.engine.wire.FrameHeader;
import dev.dx.engine.wire.Hello;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.PackageList;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.WireFormat;
import dev.dx.engine.wire.WireKey;
import dev.dx.registry.RegistryConfig;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.TestServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What DXRP costs beside HTTP from the same server, as tables on standard output; for a machine that does nothing else. {@code
 * -Ddx.place=DIR} says where to work, {@code -Ddx.rounds=N} how often each is done; medians are told. {@code
 * -Ddx.project=DIR} is what is installed whole, {@code -Ddx.peers=DIR} has Bun as DIR/bin/bun, {@code -Ddx.command=FILE} is a
 * dx that was built, which is started as a process then.
 */
@Tag("e2e")
class DxrpFiguresTest {
    private static final List<String> KNOWN = List.of("lodash", "express", "axios", "chalk", "commander");
    private static final int LARGE = 50 << 20;
    private static final int ROUNDS = Integer.getInteger("dx.rounds", 3);
    private static final double MEGABYTE = 1e6;

    private Path place = Path.of("");

    @BeforeEach
    void makePlace() throws IOException {
        place = Files.createTempDirectory(
                Path.of(System.getProperty("dx.place", System.getProperty("java.io.tmpdir"))), "dx-figures-");
    }

    @AfterEach
    void removePlace() {
        FolderRemoval.removeWhatCanBe(place);
    }

    /** As npm on this machine is configured, whatever the tests are. */
    private static Environment own() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("npm_config_"));
        return new Environment(variables, Path.of(System.getProperty("user.home", "/")), Platform.current());
    }

    /** A server in front of npm's registry, and the way to it. */
    private final class Site implements AutoCloseable {
        private final RegistryServer server;
        private final @Nullable Relay dxrpRelay;
        private final @Nullable Relay httpRelay;

        /** @param delay each way; null for a way that leads there at once, and counts nothing */
        Site(@Nullable Duration delay) throws IOException {
            Path folder = Files.createDirectories(place.resolve("registry"));
            Path config = folder.resolve("registry.json");
            if (delay == null) {
                dxrpRelay = null;
                httpRelay = null;
                Files.writeString(config, "{}");
            } else {
                dxrpRelay = new Relay(delay);
                httpRelay = new Relay(delay);
                Files.writeString(config, "{\"publicUrl\": \"http://localhost:" + httpRelay.port() + "/\"}");
            }
            server = new RegistryServer(RegistryConfig.settings(folder).withPorts(0, 0), own());
            server.start();
            if (dxrpRelay != null && httpRelay != null) {
                dxrpRelay.leadTo(Objects.requireNonNull(server.status().dxrp()).getPort());
                httpRelay.leadTo(Objects.requireNonNull(server.status().http()).getPort());
            }
        }

        String dxrp() {
            return dxrpRelay == null
                    ? String.valueOf(server.status().dxrp())
                    : "dxrp://localhost:" + dxrpRelay.port() + "/";
        }

        String http() {
            return httpRelay == null
                    ? String.valueOf(server.status().http())
                    : "http://localhost:" + httpRelay.port() + "/";
        }

        /** What went over both ways since this was asked last. */
        Relay.Counts take() {
            Relay.Counts one = Objects.requireNonNull(dxrpRelay).take();
            Relay.Counts other = Objects.requireNonNull(httpRelay).take();
            return new Relay.Counts(
                    one.connections() + other.connections(),
                    one.turns() + other.turns(),
                    one.sent() + other.sent(),
                    one.received() + other.received());
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (dxrpRelay != null && httpRelay != null) {
                dxrpRelay.close();
                httpRelay.close();
            }
        }
    }

    /** Installs something, with nothing at hand, in a folder that holds a package.json. */
    @FunctionalInterface
    private interface Tool {
        void install(Path project, Path home) throws IOException, InterruptedException;
    }

    /** Answers how many milliseconds it took. */
    private double time(Tool tool, String manifest) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(place, "run-");
        try {
            Path project = Files.createDirectories(root.resolve("project"));
            Path home = Files.createDirectories(root.resolve("home"));
            Files.writeString(project.resolve("package.json"), manifest);
            long began = System.nanoTime();
            tool.install(project, home);
            double took = (System.nanoTime() - began) / 1e6;
            assertTrue(Files.isDirectory(project.resolve("node_modules")), "nothing was installed");
            return took;
        } finally {
            FolderRemoval.removeWhatCanBe(root);
        }
    }

    private static Map<String, String> variables(String registry, Path home) {
        Map<String, String> variables = new HashMap<>(own().variables());
        variables.put("DX_HOME", home.resolve("dx").toString());
        variables.put("BUN_INSTALL_CACHE_DIR", home.resolve("bun").toString());
        variables.put("npm_config_registry", registry);
        variables.put("npm_config_ignore_scripts", "true");
        variables.put("npm_config_min_release_age", "0");
        // Nothing is made for the next install meanwhile, and nobody else is asked.
        variables.put("CI", "1");
        variables.put("DX_RESIDENT", "0");
        return variables;
    }

    private static Tool engine(String registry) {
        return (project, home) -> {
            Environment environment = new Environment(variables(registry, home), home, Platform.current());
            try (Engine engine = Engine.open(environment)) {
                engine.install(InstallRequest.of(project, new Change.Sync()), event -> {});
            }
        };
    }

    private static Tool program(String registry, String... line) {
        return (project, home) -> {
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output").toFile());
            builder.environment().clear();
            builder.environment().putAll(variables(registry, home));
            Process process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            assertEquals(0, process.waitFor(), () -> line[0] + ": " + output(home));
        };
    }

    private static String output(Path home) {
        try {
            return Files.readString(home.resolve("output"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Test
    void knownPackages() throws Exception {
        try (Site site = new Site(Duration.ZERO)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %-5s %6s %7s %9s %10s %8s%n",
                    "package",
                    "over",
                    "conn.",
                    "turns",
                    "sent",
                    "received",
                    "ms");
            for (String name : KNOWN) {
                String manifest =
                        "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"" + name + "\": \"*\"}}";
                Map<String, Tool> tools = new LinkedHashMap<>();
                tools.put("DXRP", engine(site.dxrp()));
                tools.put("HTTP", engine(site.http()));
                Map<String, List<Double>> took = new LinkedHashMap<>();
                Map<String, Relay.Counts> counts = new LinkedHashMap<>();
                for (Tool tool : tools.values()) {
                    double unimportant = time(tool, manifest);
                    assertTrue(unimportant > 0);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (Map.Entry<String, Tool> tool : tools.entrySet()) {
                        Relay.Counts before = site.take();
                        assertTrue(before.sent() >= 0);
                        took.computeIfAbsent(tool.getKey(), _ -> new ArrayList<>())
                                .add(time(tool.getValue(), manifest));
                        counts.put(tool.getKey(), site.take());
                    }
                }
                counts.forEach((over, count) -> System.out.printf(
                        Locale.ROOT,
                        "%-10s %-5s %6d %7d %9d %10d %8.1f%n",
                        name,
                        over,
                        count.connections(),
                        count.turns(),
                        count.sent(),
                        count.received(),
                        median(Objects.requireNonNull(took.get(over)))));
            }
        }
    }

    @Test
    void largePack() throws Exception {
        Path noise = Files.createDirectories(place.resolve("noise"));
        Files.writeString(noise.resolve("package.json"), "{\"name\": \"noise\", \"version\": \"1.0.0\"}");
        byte[] bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        Files.write(noise.resolve("noise.bin"), bytes);
        try (TestServer server = TestServer.start(place.resolve("registry"))) {
            PackageId id = server.server().publish(noise);
            URI address = Objects.requireNonNull(server.server().status().dxrp());
            try (PackReader reader = new PackReader(address.getPort());
                    BareLoop bare = new BareLoop(noise.resolve("noise.bin"));
                    DxrpTransport transport = new DxrpTransport(address, Credentials.NONE, settings())) {
                long length = reader.read(id);
                assertTrue(length >= LARGE, length + " bytes");
                List<Double> dxrp = new ArrayList<>();
                List<Double> loop = new ArrayList<>();
                for (int i = 0; i < 10 + 10 * ROUNDS; i++) {
                    long began = System.nanoTime();
                    long sent = bare.read();
                    long between = System.nanoTime();
                    long received = reader.read(id);
                    long end = System.nanoTime();
                    if (i >= 10) {
                        loop.add(sent / MEGABYTE / ((between - began) / 1e9));
                        dxrp.add(received / MEGABYTE / ((end - between) / 1e9));
                    }
                }
                System.out.printf(Locale.ROOT, "%-40s %8.0f MB/s%n", "50 MB, transferTo alone", median(loop));
                System.out.printf(Locale.ROOT, "%-40s %8.0f MB/s%n", "50 MB, a pack over DXRP", median(dxrp));
                System.out.printf(Locale.ROOT, "%-40s %8.0f %%%n", "of it", 100 * median(dxrp) / median(loop));
                Matcher attested = Pattern.compile("\"integrity\"\\s*:\\s*\"([^\"]+)\"")
                        .matcher(server.get("/noise").body());
                assertTrue(attested.find());
                Integrity promised = Objects.requireNonNull(Integrity.parse(attested.group(1)));
                long began = System.nanoTime();
                assertTrue(transport.pack(id, promised, Store.open(place.resolve("store"))) != null, "no pack came");
                System.out.printf(
                        Locale.ROOT,
                        "%-40s %8.0f MB/s%n",
                        "50 MB, into a store, once",
                        length / MEGABYTE / ((System.nanoTime() - began) / 1e9));
            }
        }
    }

    private static HttpSettings settings() {
        RetryPolicy once = new RetryPolicy(0, Duration.ZERO, 1, Duration.ZERO);
        return new HttpSettings(new Trust.Unverified(), Proxies.NONE, once, Duration.ofSeconds(30), 4, 4, "test");
    }

    /** Takes exactly so many bytes, and drops them. */
    private static void drop(SocketChannel channel, ByteBuffer buffer, long count) throws IOException {
        long left = count;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, buffer.capacity()));
            int got = channel.read(buffer);
            if (got < 0) {
                throw new EOFException();
            }
            left -= got;
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(1 << 20);
    }

    /** Asks for packs, and drops what comes. */
    private static final class PackReader implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer buffer = buffer();
        private int ids;

        PackReader(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ask(Op.HELLO, WireKey.NONE, new Hello("test", "localhost", "").encode());
            assertEquals(Status.OK, answer(new long[1]));
        }

        /** Answers how many bytes the pack has. */
        long read(PackageId id) throws IOException {
            long[] length = new long[1];
            ask(Op.PACK, WireKey.of(id), new PackageList(List.of(id)).encode());
            assertEquals(Status.OK, answer(length));
            return length[0];
        }

        private void ask(Op op, WireKey key, byte[] payload) throws IOException {
            RequestHeader header = new RequestHeader(op, RequestHeader.Form.ABBREVIATED, ++ids, payload.length, key);
            ByteBuffer request = ByteBuffer.allocate(WireFormat.HEADER + payload.length)
                    .put(WireFormat.encode(header))
                    .put(payload)
                    .flip();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        private Status answer(long[] length) throws IOException {
            while (true) {
                buffer.clear().limit(WireFormat.HEADER);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new EOFException();
                    }
                }
                byte[] header = new byte[WireFormat.HEADER];
                buffer.flip().get(header);
                FrameHeader frame = WireFormat.frame(header, WireFormat.fault("the server"));
                drop(channel, buffer, frame.length());
                if (frame.kind() == FrameHeader.Kind.DATA) {
                    length[0] += frame.length();
                }
                if (frame.isLast()) {
                    return frame.status();
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Sends a file by transferTo whenever a byte comes, and nothing else. */
    private static final class BareLoop implements AutoCloseable {
        private final ServerSocketChannel listener;
        private final SocketChannel channel;
        private final FileChannel file;
        private final ByteBuffer buffer = buffer();

        BareLoop(Path path) throws IOException {
            file = FileChannel.open(path);
            listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofPlatform().daemon().start(this::serve);
            channel = SocketChannel.open(listener.getLocalAddress());
        }

        private void serve() {
            try (SocketChannel client = listener.accept()) {
                ByteBuffer wish = ByteBuffer.allocate(1);
                while (client.read(wish.clear()) > 0) {
                    long sent = 0;
                    while (sent < file.size()) {
                        sent += file.transferTo(sent, file.size() - sent, client);
                    }
                }
            } catch (IOException closed) {
                return;
            }
        }

        long read() throws IOException {
            channel.write(ByteBuffer.allocate(1));
            drop(channel, buffer, file.size());
            return file.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
            listener.close();
            file.close();
        }
    }

    @Test
    void wholeProject() throws Exception {
        String chosen = System.getProperty("dx.project");
        assumeTrue(chosen != null, "-Ddx.project=DIR does not say what to install");
        String manifest = Files.readString(Path.of(Objects.requireNonNull(chosen), "package.json"));
        Map<String, @Nullable Duration> ways = new LinkedHashMap<>();
        ways.put("loopback", null);
        ways.put("25 ms each way", Duration.ofMillis(25));
        System.out.printf(Locale.ROOT, "%-16s %-28s %8s %8s %8s%n", "way", "clean, by", "median", "least", "most");
        for (Map.Entry<String, @Nullable Duration> way : ways.entrySet()) {
            try (Site site = new Site(way.getValue())) {
                Map<String, Tool> tools = tools(site);
                Map<String, List<Double>> took = new LinkedHashMap<>();
                for (int round = -1; round < ROUNDS; round++) {
                    for (Map.Entry<String, Tool> tool : tools.entrySet()) {
                        double millis = time(tool.getValue(), manifest);
                        // The first is for the server to have everything at hand.
                        if (round >= 0) {
                            took.computeIfAbsent(tool.getKey(), _ -> new ArrayList<>())
                                    .add(millis);
                        }
                    }
                }
                took.forEach((tool, values) -> {
                    double[] sorted = values.stream()
                            .mapToDouble(Double::doubleValue)
                            .sorted()
                            .toArray();
                    System.out.printf(
                            Locale.ROOT,
                            "%-16s %-28s %8.0f %8.0f %8.0f ms%n",
                            way.getKey(),
                            tool,
                            median(values),
                            sorted[0],
                            sorted[sorted.length - 1]);
                });
            }
        }
    }

    private static Map<String, Tool> tools(Site site) {
        Map<String, Tool> tools = new LinkedHashMap<>();
        tools.put("the engine over DXRP", engine(site.dxrp()));
        tools.put("the engine over HTTP", engine(site.http()));
        String command = System.getProperty("dx.command");
        if (command != null) {
            tools.put("dx over DXRP", program(site.dxrp(), command, "install"));
            tools.put("dx over HTTP", program(site.http(), command, "install"));
        }
        Path bun = Path.of(System.getProperty("dx.peers", "/nowhere"), "bin", "bun");
        if (Files.exists(bun)) {
            String[] line = {bun.toString(), "install", "--ignore-scripts", "--linker"};
            for (String linker : List.of("hoisted", "isolated")) {
                String[] whole = Arrays.copyOf(line, line.length + 1);
                whole[line.length] = linker;
                tools.put("Bun over HTTP, " + linker, program(site.http(), whole));
            }
        }
        return tools;
    }
}
