package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.registry.RegistryConfig;
import dev.dx.registry.RegistryProcess;
import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.RegistryStatus;
import dev.dx.registry.ServerRecord;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.transfer.StaticExport;
import dev.dx.registry.upstream.UpstreamSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "registry",
        description = {
            "Run a registry that npm, pnpm, yarn and Bun install from and publish to.",
            "",
            "  run [DIR] [ADDRESS]       until it is stopped; dx-registry is the same.",
            "                            DIR is registry in DX's folder if it is not said,",
            "                            ADDRESS is 127.0.0.1:3000, whose port is that of DXRP",
            "  start [DIR] [ADDRESS]     the same in the background",
            "  stop [DIR]                ends those that run on DIR",
            "  status [DIR]              says which do",
            "  export TO [DIR]           writes what is hosted as files that any web server can hand out",
            "  import FROM [DIR]         publishes what is in a storage folder of Verdaccio's;",
            "                            dx-registry export and import are the same"
        })
public final class RegistryCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--http-port", paramLabel = "N", description = "The port of HTTP; 3001 if it is not said.")
    int httpPort = RegistrySettings.HTTP_PORT;

    @Option(names = "--public-url", paramLabel = "URL", description = "The address others reach it by.")
    @Nullable
    String publicUrl;

    @Option(names = "--host", paramLabel = "NAME", description = "A name it goes by; may be said several times.")
    List<String> hosts = new ArrayList<>();

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "Where other packages come from, or none; what .npmrc says if it is not said.")
    @Nullable
    String upstream;

    @Option(names = "--offline", description = "Serve what is there, and never ask the upstream.")
    boolean offline;

    @Option(names = "--tls", description = "Speak TLS, with a certificate of its own making.")
    boolean tls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS, with the certificate in this PEM file.")
    @Nullable
    String tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, in PEM.")
    @Nullable
    String tlsKey;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description =
                    "With export: the address of what is written; the registry's own public address if it is not said.")
    @Nullable
    String baseUrl;

    @Option(names = "--all", description = "With export: also packages that not everybody may read.")
    boolean all;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warning, info or debug; info if it is not said.")
    String logLevel = "info";

    @Parameters(arity = "0..1", index = "0", paramLabel = "ACTION", description = "One of those above.")
    String action = "status";

    @Parameters(arity = "0..*", index = "1..*", paramLabel = "ARGUMENT", description = "What the action is about.")
    List<String> arguments = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        return switch (action) {
            case "run" -> isTransfer() ? transfer(invocation) : serve(invocation);
            case "export", "import" -> transfer(invocation);
            case "start" -> start(invocation);
            case "stop" -> stop(invocation);
            case "status" -> status(invocation);
            default ->
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "dx registry " + action,
                        "It is run, start, stop, status, export or import.");
        };
    }

    private Path folder(Invocation invocation) {
        if (arguments.isEmpty()) {
            return invocation.environment().dxHome().folder().resolve("registry");
        }
        return invocation.path(arguments.getFirst());
    }

    /** dx-registry takes these words where it takes a folder otherwise. */
    private boolean isTransfer() {
        return !arguments.isEmpty()
                && (arguments.getFirst().equals("export")
                        || arguments.getFirst().equals("import"));
    }

    private int transfer(Invocation invocation) {
        if (action.equals("run")) {
            action = arguments.getFirst();
            arguments = arguments.subList(1, arguments.size());
        }
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "dx registry " + action + " takes one folder or two", "Say which.");
        }
        Path other = invocation.path(arguments.getFirst());
        arguments = arguments.subList(1, arguments.size());
        RegistrySettings settings = RegistryConfig.settings(folder(invocation));
        RegistryTransfer transfer = new RegistryTransfer(settings, invocation);
        return (action.equals("export")
                        ? transfer.export(
                                other,
                                baseUrl == null ? settings.publicUrl() : address(baseUrl, "--base-url"),
                                all ? StaticExport.Which.ALL : StaticExport.Which.PUBLIC)
                        : transfer.take(other))
                .number();
    }

    private RegistrySettings settings(Invocation invocation) {
        if (arguments.size() > 2) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "dx registry " + action + " takes a folder and an address",
                    "Leave out the rest.");
        }
        String where = arguments.size() < 2 ? "127.0.0.1" : arguments.get(1);
        int colon = where.lastIndexOf(':');
        boolean withPort = (colon > 0 && where.indexOf(':') == colon) || where.contains("]:");
        InetAddress address = RegistryConfig.address(
                (withPort ? where.substring(0, colon) : where).replace("[", "").replace("]", ""));
        int port = withPort ? port(where.substring(colon + 1)) : RegistrySettings.PORT;
        RegistrySettings file = RegistryConfig.settings(folder(invocation), address);
        Set<String> names = new LinkedHashSet<>(file.hosts());
        names.addAll(hosts);
        return new RegistrySettings(
                file.folder(),
                file.address(),
                port,
                port(Integer.toString(httpPort)),
                publicUrl == null ? file.publicUrl() : address(publicUrl, "--public-url"),
                names,
                certificate(invocation),
                upstream(file.upstream()),
                file.filter(),
                file.rules(),
                file.registration(),
                file.largestArchive());
    }

    private Certificate certificate(Invocation invocation) {
        if ((tlsCert == null) != (tlsKey == null)) {
            throw new DxException(ErrorCode.DX_USAGE, "--tls-cert and --tls-key go together", "Say both.");
        }
        if (tlsCert != null && tlsKey != null) {
            return new Certificate.Given(invocation.path(tlsCert), invocation.path(tlsKey));
        }
        return tls ? new Certificate.SelfMade() : Certificate.NONE;
    }

    private UpstreamSettings upstream(UpstreamSettings file) {
        UpstreamSettings chosen = file;
        if ("none".equals(upstream)) {
            return chosen.withMode(UpstreamSettings.Mode.NONE);
        }
        if (upstream != null) {
            chosen = chosen.withRegistry(address(upstream, "--upstream")).withMode(UpstreamSettings.Mode.ONLINE);
        }
        return offline ? chosen.withMode(UpstreamSettings.Mode.OFFLINE) : chosen;
    }

    private static URI address(String text, String option) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).startsWith("http")) {
                return text.endsWith("/") ? uri : URI.create(text + "/");
            }
        } catch (IllegalArgumentException notAnAddress) {
            // said below
        }
        throw new DxException(ErrorCode.DX_USAGE, option + "=" + text, "It has the form https://host/.");
    }

    private static int port(String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        throw new DxException(ErrorCode.DX_USAGE, "not a port: " + text, "It is a number from 0 to 65535.");
    }

    private int serve(Invocation invocation) {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RegistryServer server = new RegistryServer(settings(invocation), invocation.environment())) {
            server.log().level(level());
            if (!invocation.options().isQuiet()) {
                server.log().listen(line -> invocation.say(Printable.line(line.toString())));
            }
            server.listen(status -> {
                if (status.state() == RegistryStatus.State.STOPPED) {
                    stopped.countDown();
                }
            });
            server.start();
            RegistryStatus status = server.status();
            if (invocation.isJson()) {
                invocation.print(new JsonWriter()
                        .object()
                        .field("http", String.valueOf(status.http()))
                        .field("dxrp", String.valueOf(status.dxrp()))
                        .field("folder", server.settings().folder().toString())
                        .end()
                        .finish());
            } else {
                invocation.print("The registry is at " + status.http() + " and " + status.dxrp());
            }
            invocation.terminal().out().flush();
            stopped.await();
        } catch (InterruptedException ended) {
            // Ctrl-C and the like are how a server is usually ended.
            return ExitCode.DONE.number();
        }
        return ExitCode.DONE.number();
    }

    private RegistryLog.Level level() {
        for (RegistryLog.Level level : RegistryLog.Level.values()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(logLevel)) {
                return level;
            }
        }
        throw new DxException(ErrorCode.DX_USAGE, "--log-level=" + logLevel, "It is error, warning, info or debug.");
    }

    /** Starts another process that runs the registry, and waits until it can be used. */
    private int start(Invocation invocation) {
        RegistrySettings settings = settings(invocation);
        level();
        Path program = invocation.terminal().program();
        if (program == null) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED, "this dx cannot start another process", "Run dx-registry instead.");
        }
        ServerRecord record = RegistryProcess.start(
                program,
                settings.folder(),
                runOptions(),
                arguments.size() > 1 ? List.of(arguments.get(1)) : List.of(),
                invocation.environment().variables());
        if (invocation.isJson()) {
            invocation.print(describe(new JsonWriter().object(), record).end().finish());
        } else {
            invocation.print("The registry is at " + record.http() + " (process " + record.pid() + ")");
        }
        return ExitCode.DONE.number();
    }

    private List<String> runOptions() {
        List<String> line = new ArrayList<>(List.of("--http-port", "" + httpPort, "--log-level", logLevel));
        hosts.forEach(host -> line.addAll(List.of("--host", host)));
        add(line, "--public-url", publicUrl);
        add(line, "--upstream", upstream);
        add(line, "--tls-cert", tlsCert);
        add(line, "--tls-key", tlsKey);
        if (offline) {
            line.add("--offline");
        }
        if (tls) {
            line.add("--tls");
        }
        return line;
    }

    private static void add(List<String> line, String option, @Nullable String value) {
        if (value != null) {
            line.addAll(List.of(option, value));
        }
    }

    private int stop(Invocation invocation) {
        Path folder = folder(invocation);
        List<ServerRecord> stopped = new ArrayList<>();
        for (ServerRecord record : ServerRecord.in(folder)) {
            if (record.stop(PATIENCE)) {
                stopped.add(record);
            }
        }
        if (invocation.isJson()) {
            invocation.print(list(stopped));
        } else if (stopped.isEmpty()) {
            invocation.print("No registry runs on " + folder);
        } else {
            stopped.forEach(record -> invocation.print("Stopped the registry at " + record.http()));
        }
        return ExitCode.DONE.number();
    }

    private int status(Invocation invocation) {
        Path folder = folder(invocation);
        List<ServerRecord> running =
                ServerRecord.in(folder).stream().filter(ServerRecord::answers).toList();
        if (invocation.isJson()) {
            invocation.print(list(running));
        } else if (running.isEmpty()) {
            invocation.print("No registry runs on " + folder);
        } else {
            running.forEach(record -> invocation.print(
                    record.http() + ", " + record.dxrp() + ", process " + record.pid() + ", since " + record.since()));
        }
        return (running.isEmpty() ? ExitCode.FAILED : ExitCode.DONE).number();
    }

    private static String list(List<ServerRecord> records) {
        JsonWriter json = new JsonWriter().object().array("registries");
        records.forEach(record -> describe(json.object(), record).end());
        return json.end().end().finish();
    }

    private static JsonWriter describe(JsonWriter json, ServerRecord record) {
        return json.field("http", record.http().toString())
                .field("dxrp", String.valueOf(record.dxrp()))
                .field("pid", record.pid())
                .field("since", record.since().toString());
    }
}
