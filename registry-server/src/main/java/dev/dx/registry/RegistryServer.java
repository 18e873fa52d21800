package dev.dx.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.publish.PackedPackage;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.access.Users;
import dev.dx.registry.activity.AuditLog;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.dxrp.DxrpFront;
import dev.dx.registry.dxrp.DxrpRequests;
import dev.dx.registry.dxrp.Predictions;
import dev.dx.registry.dxrp.ServedPacks;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.hosted.Publication;
import dev.dx.registry.hosted.PublicationReader;
import dev.dx.registry.hosted.Refusal;
import dev.dx.registry.http.HttpFront;
import dev.dx.registry.storage.FolderStorage;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.tls.ServerTls;
import dev.dx.registry.transfer.Unfinished;
import dev.dx.registry.upstream.CacheLimit;
import dev.dx.registry.upstream.Upstream;
import dev.dx.registry.upstream.UpstreamPackages;
import dev.dx.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry that can be started and stopped, again and again. Safe for use by many threads; starting and stopping wait for
 * each other.
 *
 * <pre>
 * hosted/      packages that were published here, users and tokens
 * cache/       what came from upstreams; may be deleted while it is stopped
 * servers/     the servers that run on this folder
 * audit.jsonl  who wrote what
 * </pre>
 */
public final class RegistryServer implements AutoCloseable {
    /** Whoever runs it, where something is done without a token. */
    private static final String OWNER = "owner";

    private static final String HERE = "this machine";
    private static final Duration RECORD_CHECK = Duration.ofMillis(200);

    private final RegistrySettings settings;
    private final Environment environment;
    private final int passwordRounds;
    private final RegistryLog log = new RegistryLog();
    private final List<Consumer<RegistryStatus>> listeners = new CopyOnWriteArrayList<>();

    private volatile Metrics metrics = new Metrics();
    private volatile RegistryStatus status = stopped(null);
    private volatile @Nullable Running running;

    public RegistryServer(RegistrySettings settings, Environment environment) {
        this(settings, environment, Users.ROUNDS);
    }

    RegistryServer(RegistrySettings settings, Environment environment, int passwordRounds) {
        this.settings = settings;
        this.environment = environment;
        this.passwordRounds = passwordRounds;
    }

    /** What there is while it runs. */
    private record Running(
            HttpFront http,
            @Nullable DxrpFront dxrp,
            ServedPacks packs,
            @Nullable Upstream upstream,
            CacheLimit limit,
            ServerRecord entry,
            Parts parts) {
        int connections() {
            return http.connections() + (dxrp == null ? 0 : dxrp.connections());
        }
    }

    /** What there is to look at and to change while it runs. */
    public record Parts(Catalogue catalogue, Users users, Tokens tokens, AuditLog audit) {}

    public RegistrySettings settings() {
        return settings;
    }

    public RegistryLog log() {
        return log;
    }

    /** The packages and users of the running registry; null while it does not run. */
    public @Nullable Parts parts() {
        Running now = running;
        return now == null ? null : now.parts();
    }

    /** From now on these rules hold, whether it runs or not; its file keeps them. */
    public synchronized void changeRules(List<AccessRules.Rule> rules) throws IOException {
        RegistryConfig.writeRules(settings.folder(), rules);
        settings.rules().replace(rules);
        log.info("access rules: " + rules.size());
    }

    /** Publishes an archive or a package's folder, as whoever runs the registry; returns name and version. */
    public PackageId publish(Path archiveOrFolder) throws IOException {
        boolean packed = !Files.isDirectory(archiveOrFolder);
        Path archive = packed ? archiveOrFolder : Files.createTempFile("dx-publish-", ".tgz");
        try {
            return publish(packed ? PackedPackage.of(archive) : PackedPackage.pack(archiveOrFolder, archive));
        } finally {
            if (!packed) {
                Files.deleteIfExists(archive);
            }
        }
    }

    private PackageId publish(PackedPackage packed) throws IOException {
        Parts now = running();
        HostedPackages hosted = now.catalogue().hosted();
        if (packed.manifest().json().isTruthy("private")) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    packed.manifest() + " is private",
                    "Take \"private\" out of its package.json if it is to be published.");
        }
        URI here = Objects.requireNonNullElse(status.http(), URI.create("http://localhost/"));
        try (InputStream document = dev.dx.engine.npm.publish.Publication.of(packed, "latest", null, here)
                        .open();
                Publication publication =
                        PublicationReader.read(document, hosted.storage(), settings.largestArchive())) {
            String name = Objects.requireNonNull(publication.document().string("name"));
            String version = Objects.requireNonNull(publication.document().object("versions"))
                    .keys()
                    .iterator()
                    .next();
            hosted.publish(PackageName.parse(name).value(), publication, OWNER);
            metrics.count(Metrics.Count.PUBLISHED);
            now.audit().wrote(OWNER, HERE, "publish", name + " " + version);
            return new PackageId(name, version);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    /** Removes every version of a package, as whoever runs the registry. */
    public void remove(String name) throws IOException {
        Parts now = running();
        HostedPackages hosted = now.catalogue().hosted();
        HostedPackage found = hosted.find(name);
        if (found == null || found.isEmpty()) {
            return;
        }
        try {
            HostedPackage changed = hosted.removeAll(name, found.rev());
            now.audit().wrote(OWNER, HERE, "unpublish", name);
            hosted.removeOrphans(changed);
        } catch (Refusal refusal) {
            throw refused(refusal);
        }
    }

    private Parts running() {
        Running now = running;
        if (now == null) {
            throw new DxException(ErrorCode.DX_REGISTRY, "the registry does not run", "Start it.");
        }
        return now.parts();
    }

    private static DxException refused(Refusal refusal) {
        String why = String.valueOf(refusal.getMessage());
        return switch (refusal.kind()) {
            case BAD -> new DxException(ErrorCode.DX_MANIFEST, why, "Correct the package.json.");
            case NOT_FOUND -> new DxException(ErrorCode.DX_NOT_FOUND, why, "Look whether it was removed meanwhile.");
            case CONFLICT -> new DxException(ErrorCode.DX_CONFLICT, why, "Give it a new version.");
        };
    }

    public RegistryStatus status() {
        Running now = running;
        RegistryStatus last = status;
        return now == null
                ? last
                : new RegistryStatus(last.state(), last.http(), last.dxrp(), last.since(), now.connections(), null);
    }

    /** What was counted since it was last started. */
    public Metrics.Snapshot metrics() {
        return metrics.snapshot();
    }

    /** Tells the listener whenever the state changes, on the thread that changes it. */
    public AutoCloseable listen(Consumer<RegistryStatus> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Starts it, and returns when it takes requests. A port that is taken is DX_BUSY. */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        change(new RegistryStatus(RegistryStatus.State.STARTING, null, null, null, 0, null));
        String failure = "it did not start";
        try {
            running = open();
            failure = null;
        } catch (IOException unusable) {
            DxException words = DxException.io(settings.folder().toString(), unusable);
            failure = words.what();
            throw words;
        } catch (DxException refused) {
            failure = refused.what();
            throw refused;
        } finally {
            if (failure != null) {
                log.error(failure);
                change(stopped(failure));
            }
        }
    }

    private Running open() throws IOException {
        Metrics counted = new Metrics();
        FolderStorage hostedStorage =
                FolderStorage.open(settings.folder().resolve("hosted"), FolderStorage.Promise.LASTING);
        FolderStorage cache = FolderStorage.open(settings.folder().resolve("cache"), FolderStorage.Promise.DISPOSABLE);
        HostedPackages hosted = new HostedPackages(hostedStorage);
        Users users = new Users(hostedStorage, passwordRounds);
        Tokens tokens = new Tokens(hostedStorage);
        boolean proxies = settings.upstream().mode() != UpstreamSettings.Mode.NONE;
        Upstream upstream = proxies
                ? new Upstream(settings.upstream(), environment, settings.folder(), this::isOwn, counted)
                : null;
        UpstreamPackages beyond =
                upstream == null ? null : new UpstreamPackages(upstream, settings.upstream(), cache, log, counted);
        Catalogue catalogue = new Catalogue(hosted, beyond, settings.rules(), settings.filter());
        AuditLog audit = new AuditLog(settings.folder().resolve("audit.jsonl"), log);
        ServedPacks packs = new ServedPacks(catalogue, cache, settings.folder().resolve("cache/making"), log, counted);
        catalogue.whenGiven(packs::convertSoon);
        hosted.whenPublished(packs::convertSoon);
        HttpFront http = new HttpFront(
                new HttpFront.Settings(
                        settings.address(),
                        settings.httpPort(),
                        settings.publicUrl(),
                        settings.hosts(),
                        ServerTls.of(settings.certificate(), settings.folder(), settings.address(), settings.hosts())),
                catalogue,
                packs,
                cache,
                settings.rules(),
                users,
                tokens,
                settings.registration(),
                audit,
                log,
                counted);
        DxrpFront dxrp = null;
        boolean started = false;
        try {
            listen(http);
            Instant since = Instant.now();
            URI address = address("http", http.port());
            DxrpRequests requests = new DxrpRequests(
                    catalogue,
                    settings.rules(),
                    users,
                    tokens,
                    packs,
                    new Predictions(catalogue, cache, log),
                    counted,
                    settings.publicUrl(),
                    () -> address);
            dxrp = settings.port() < 0 ? null : listenDxrp(requests, counted);
            URI dxrpAddress = dxrp == null ? null : address("dxrp", dxrp.port());
            ServerRecord entry = ServerRecord.write(settings.folder(), address, dxrpAddress, since);
            Thread.ofVirtual().name("registry-record").start(() -> stopWithout(entry));
            metrics = counted;
            started = true;
            log.info("listening on " + address + (dxrpAddress == null ? "" : " and " + dxrpAddress));
            Unfinished.in(settings.folder()).forEach(log::warning);
            change(new RegistryStatus(RegistryStatus.State.RUNNING, address, dxrpAddress, since, 0, null));
            CacheLimit limit = new CacheLimit(cache, settings.upstream().cacheLimit(), log);
            return new Running(http, dxrp, packs, upstream, limit, entry, new Parts(catalogue, users, tokens, audit));
        } finally {
            if (!started) {
                http.close();
                if (dxrp != null) {
                    dxrp.close();
                }
                packs.close();
                if (upstream != null) {
                    upstream.close();
                }
            }
        }
    }

    /** Whoever removes the note that this server runs wants it to stop. */
    private void stopWithout(ServerRecord entry) {
        try {
            while (entry.isThere()) {
                Thread.sleep(RECORD_CHECK);
            }
            Running now = running;
            if (now != null && now.entry().equals(entry)) {
                log.info("asked to stop");
                stop();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(HttpFront http) {
        try {
            http.start();
        } catch (UncheckedIOException failure) {
            if (failure.getCause() instanceof BindException) {
                throw busy(settings.httpPort(), "--http-port");
            }
            throw DxException.io("port " + settings.httpPort(), Objects.requireNonNull(failure.getCause()));
        }
    }

    private DxrpFront listenDxrp(DxrpRequests requests, Metrics counted) {
        try {
            return DxrpFront.start(
                    new DxrpFront.Settings(
                            settings.address(),
                            settings.port(),
                            ServerTls.context(
                                    settings.certificate(), settings.folder(), settings.address(), settings.hosts())),
                    requests,
                    log,
                    counted);
        } catch (BindException taken) {
            throw busy(settings.port(), "ADDRESS:PORT");
        } catch (IOException failure) {
            throw DxException.io("port " + settings.port(), failure);
        }
    }

    private static DxException busy(int port, String option) {
        return new DxException(
                ErrorCode.DX_BUSY,
                "port " + port + " is taken by " + PortHolder.of(port),
                "Stop it, or choose another port with " + option + ".");
    }

    /** @param protocol without the letter that says that it is over TLS */
    private URI address(String protocol, int port) {
        String scheme = settings.certificate() instanceof Certificate.None ? protocol : protocol + "s";
        InetAddress address = settings.address();
        String host =
                address.isAnyLocalAddress() || address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
    }

    /** Whether an upstream's address is this registry's own. */
    private boolean isOwn(URI uri) {
        URI publicUrl = settings.publicUrl();
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (publicUrl != null && host.equalsIgnoreCase(publicUrl.getHost()) && uri.getPort() == publicUrl.getPort()) {
            return true;
        }
        RegistryStatus now = status;
        int port = now.http() == null ? settings.httpPort() : now.http().getPort();
        boolean here = host.equals("localhost")
                || host.equals("127.0.0.1")
                || host.equals("[::1]")
                || settings.hosts().contains(host)
                || host.equals(settings.address().getHostAddress());
        return here && uri.getPort() == port;
    }

    /** Stops it, and returns when its ports are free. Requests that are being answered have a few seconds to end. */
    public synchronized void stop() {
        Running now = running;
        if (now == null) {
            return;
        }
        RegistryStatus last = status;
        change(new RegistryStatus(RegistryStatus.State.STOPPING, last.http(), last.dxrp(), last.since(), 0, null));
        running = null;
        now.entry().remove();
        DxrpFront dxrp = now.dxrp();
        if (dxrp != null) {
            dxrp.close();
        }
        now.http().close();
        now.packs().close();
        now.limit().close();
        if (now.upstream() != null) {
            now.upstream().close();
        }
        log.info("stopped");
        change(stopped(null));
    }

    @Override
    public void close() {
        stop();
    }

    private static RegistryStatus stopped(@Nullable String failure) {
        return new RegistryStatus(RegistryStatus.State.STOPPED, null, null, null, 0, failure);
    }

    private void change(RegistryStatus next) {
        status = next;
        listeners.forEach(listener -> listener.accept(next));
    }
}
