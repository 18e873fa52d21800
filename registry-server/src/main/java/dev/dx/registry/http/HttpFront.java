package dev.dx.registry.http;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.Registration;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.access.Users;
import dev.dx.registry.activity.AuditLog;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.catalogue.PackageSearch;
import dev.dx.registry.dxrp.ServedPacks;
import dev.dx.registry.http.Exchange.BrokenAnswer;
import dev.dx.registry.storage.Storage;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The HTTP server: takes requests, finds out whose they are, and has them answered. */
public final class HttpFront implements AutoCloseable {
    /** Of the JDK's logging, which Helidon speaks to; what it has to say of requests is said here. */
    private static final java.util.logging.Logger HELIDON = java.util.logging.Logger.getLogger("io.helidon");

    private static final int MOST_CONNECTIONS = 8_192;
    /** What is accepted beyond, while those go that make room. */
    private static final int GOING = 1_024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_HEADERS = 32 << 10;
    private static final int LONGEST_PATH = 4 << 10;

    /**
     * Where and how to listen.
     *
     * @param publicUrl the address others know it by; null for whatever they call it
     * @param hosts names it goes by, besides those of this machine's loopback
     * @param tls null for plain HTTP
     */
    public record Settings(
            InetAddress address,
            int port,
            @Nullable URI publicUrl,
            Set<String> hosts,
            @Nullable Tls tls,
            long largestArchive,
            Duration patience) {
        public Settings {
            hosts = Set.copyOf(hosts);
        }

        public Settings(InetAddress address, int port, @Nullable URI publicUrl, Set<String> hosts, @Nullable Tls tls) {
            this(address, port, publicUrl, hosts, tls, 256L << 20, PATIENCE);
        }
    }

    private final Settings settings;
    private final HostCheck hosts;
    private final Metrics metrics;
    private final RegistryLog log;
    private final Connections connections;
    private final Accounts accounts;
    private final WebLogins webLogins;
    private final PackageReads reads;
    private final PackageWrites writes;
    private final SearchRoute search;
    private final PackRoute packFiles;
    private final PageRoute pages;
    private final AuditRoute audits;
    private final Rights rights;
    private final WebServer server;

    public HttpFront(
            Settings settings,
            Catalogue catalogue,
            ServedPacks packs,
            Storage cache,
            AccessRules rules,
            Users users,
            Tokens tokens,
            Registration registration,
            AuditLog audit,
            RegistryLog log,
            Metrics metrics) {
        HELIDON.setLevel(java.util.logging.Level.OFF);
        this.settings = settings;
        this.hosts = new HostCheck(settings.hosts(), settings.publicUrl());
        this.metrics = metrics;
        this.log = log;
        this.accounts = new Accounts(users, tokens, registration, audit);
        this.webLogins = new WebLogins(accounts, Duration.ofMinutes(10));
        this.reads = new PackageReads(catalogue, rules, cache);
        this.writes = new PackageWrites(catalogue.hosted(), rules, settings.largestArchive(), audit, metrics);
        this.search = new SearchRoute(new PackageSearch(catalogue, rules));
        this.packFiles = new PackRoute(packs, rules);
        this.pages = new PageRoute(reads, search);
        this.audits = new AuditRoute(catalogue, rules);
        this.rights = new Rights(catalogue.hosted(), rules, users);
        Http1Config http1 = Http1Config.builder()
                .maxHeadersSize(LARGEST_HEADERS)
                .maxPrologueLength(LONGEST_PATH)
                .validatePath(false)
                .continueImmediately(false)
                .build();
        this.connections = new Connections(http1, settings.patience(), MOST_CONNECTIONS);
        WebServerConfig.Builder builder = WebServer.builder()
                .bindAddress(new InetSocketAddress(settings.address(), settings.port()))
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .connectionSelectors(List.of(connections))
                .contentEncoding(ContentEncodingContext.builder()
                        .contentEncodingsDiscoverServices(false)
                        .addContentEncoding(new PackedBodies())
                        .build())
                .maxTcpConnections(MOST_CONNECTIONS + GOING)
                .maxPayloadSize(settings.largestArchive() / 3 * 4 + (32 << 20))
                .backlog(4_096)
                .shutdownGracePeriod(Duration.ofSeconds(5))
                .connectionOptions(options ->
                        options.readTimeout(settings.patience().multipliedBy(2)).tcpNoDelay(true))
                .writeBufferSize(4 << 10)
                .routing(routing -> routing.any(this::handle));
        if (settings.tls() != null) {
            builder.tls(settings.tls());
        }
        this.server = builder.build();
    }

    /** Starts it; a port that is taken is a {@link BindException} in an UncheckedIOException. */
    public void start() {
        server.start();
        // What kept it from listening it only says to its log.
        if (!server.isRunning() || server.port() <= 0) {
            throw new UncheckedIOException(new BindException("port " + settings.port() + " cannot be listened on"));
        }
    }

    /** The port it listens on; -1 if it does not. */
    public int port() {
        return server.isRunning() ? server.port() : -1;
    }

    public int connections() {
        return connections.count();
    }

    @Override
    public void close() {
        if (server.isRunning()) {
            server.stop();
        }
        connections.close();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        Peer peer = Connections.peer();
        peer.working();
        metrics.begun();
        long started = System.nanoTime();
        Target target = Target.of(request.prologue().uriPath().rawPath());
        int status = 500;
        try {
            status = answer(request, response, target, peer);
        } finally {
            long took = System.nanoTime() - started;
            metrics.done(target.getClass().getSimpleName().toLowerCase(Locale.ROOT), status, took);
            if (log.level() == RegistryLog.Level.DEBUG) {
                log.debug(request.remotePeer().host() + " " + request.prologue().method() + " "
                        + request.prologue().uriPath().rawPath() + " " + status + " " + took / 1_000 + " us");
            }
            peer.waiting();
        }
    }

    /** @return the status that was sent */
    private int answer(ServerRequest request, ServerResponse response, Target target, Peer peer) {
        Exchange exchange = new Exchange(request, response, metrics, base(request), Identity.ANONYMOUS, peer);
        try {
            check(request, target);
            // Whoever logs in may have a token that is no good any more, and shows it.
            String authorization = isLogin(exchange, target) ? null : exchange.header(HeaderNames.AUTHORIZATION);
            Identity identity = accounts.identify(authorization, exchange.peer());
            if (identity.isKnown()) {
                exchange = new Exchange(request, response, metrics, base(request), identity, peer);
            }
            response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
            route(exchange, target);
            return response.status().code();
        } catch (HttpRefusal refusal) {
            metrics.count(Metrics.Count.REFUSED);
            if (refusal.status() == 401) {
                response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"dx-registry\"");
            }
            return refuse(exchange, response, refusal.status(), refusal.words());
        } catch (BrokenAnswer broken) {
            log.debug("an answer broke off: " + broken.getMessage());
            throw new CloseConnectionException("the answer cannot be finished", broken);
        } catch (DxException failure) {
            return refuse(exchange, response, statusOf(failure), failure.what());
        } catch (UncheckedIOException gone) {
            throw new CloseConnectionException("the peer is gone", gone);
        } catch (CloseConnectionException | RequestException ofHelidon) {
            throw ofHelidon;
        } catch (RuntimeException defect) {
            // The boundary of the server: one request that nobody foresaw ends nothing but itself.
            log.error(request.prologue().uriPath().rawPath() + ": " + defect + " at "
                    + List.of(defect.getStackTrace()).stream().findFirst().orElse(null));
            return refuse(exchange, response, 500, "this is a defect of the registry; its log says more");
        } catch (IOException failure) {
            log.error(request.prologue().uriPath().rawPath() + ": " + failure);
            return refuse(exchange, response, 500, "reading or writing failed; the registry's log says more");
        }
    }

    private static boolean isLogin(Exchange exchange, Target target) {
        return switch (target) {
            case Target.WebLogin _, Target.WebLoginDone _, Target.WebLoginPage _ -> true;
            case Target.Login _ -> exchange.method().equals("PUT");
            default -> false;
        };
    }

    private static int refuse(Exchange exchange, ServerResponse response, int status, String words) {
        if (response.isSent()) {
            throw new CloseConnectionException(words);
        }
        // What is left of the request would be taken for the next one.
        if (!exchange.isRead()) {
            response.header(HeaderNames.CONNECTION, "close");
        }
        response.headers().remove(HeaderNames.CONTENT_LENGTH);
        exchange.refuse(status, words);
        return status;
    }

    private static int statusOf(DxException failure) {
        return switch (failure.code()) {
            case DX_NOT_FOUND -> 404;
            case DX_OFFLINE, DX_NETWORK -> 504;
            case DX_REGISTRY, DX_AUTH, DX_INTEGRITY_MISMATCH, DX_UNSAFE_REDIRECT -> 502;
            case DX_USAGE, DX_UNSAFE_PATH -> 400;
            case DX_NO_SPACE -> 507;
            case DX_CANCELLED, DX_BUSY -> 503;
            default -> 500;
        };
    }

    private void check(ServerRequest request, Target target) {
        String authority = request.headers().first(HeaderNames.HOST).orElse(null);
        InetAddress local =
                request.localPeer().address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (!hosts.isOurs(authority, local)) {
            throw new HttpRefusal(
                    421, "this registry does not go by that name; whoever runs it can add it with --host");
        }
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
        String site =
                request.headers().first(HeaderNames.create("Sec-Fetch-Site")).orElse(null);
        boolean page = target instanceof Target.Front || target instanceof Target.Page;
        String destination =
                request.headers().first(HeaderNames.create("Sec-Fetch-Dest")).orElse("");
        if (page && origin == null && destination.equals("document")) {
            // Somebody follows a link to a page; whoever wrote the link cannot read it.
            return;
        }
        boolean foreign = origin != null && !hosts.isOurOrigin(origin, authority);
        if (foreign || (site != null && !List.of("same-origin", "none").contains(site))) {
            throw new HttpRefusal(403, "pages of other sites may not use this registry");
        }
    }

    /** The address of this registry, as whoever asks knows it. */
    private String base(ServerRequest request) {
        URI url = settings.publicUrl();
        if (url != null) {
            String text = url.toString();
            return text.endsWith("/") ? text : text + "/";
        }
        String scheme = settings.tls() == null ? "http" : "https";
        String host = request.headers().first(HeaderNames.HOST).orElse("localhost");
        return scheme + "://" + host + "/";
    }

    private void route(Exchange exchange, Target target) throws IOException {
        if (target instanceof Target.Lacking(String words)) {
            // To npm, 404 would mean that a package was not found.
            throw new HttpRefusal(400, words);
        }
        switch (exchange.method()) {
            case "GET", "HEAD" -> read(exchange, target);
            case "PUT" -> put(exchange, target);
            case "POST" -> post(exchange, target);
            case "DELETE" -> delete(exchange, target);
            default -> throw new HttpRefusal(405, "there is nothing to be done with " + exchange.method());
        }
    }

    private void read(Exchange exchange, Target target) throws IOException {
        switch (target) {
            case Target.Packument(String name) -> reads.packument(exchange, name);
            case Target.Version(String name, String version) -> reads.version(exchange, name, version);
            case Target.Tarball(String name, String file, String rev)
            when rev == null -> reads.tarball(exchange, name, file);
            case Target.Tags(String name, String tag) when tag == null -> reads.tags(exchange, name);
            case Target.Attestations(String name, String version) -> reads.attestations(exchange, name, version);
            case Target.Front _ -> pages.front(exchange);
            case Target.Page(String name) -> pages.ofPackage(exchange, name);
            case Target.Search _ -> search.answer(exchange);
            case Target.Pack(String file) -> packFiles.answer(exchange, file);
            case Target.Ping _ -> exchange.send(200, JsonObject.EMPTY);
            case Target.WebLoginPage(String secret) -> webLogins.page(exchange, secret);
            case Target.WebLoginDone(String secret) -> webLogins.done(exchange, secret);
            case Target.Whoami _ -> accounts.whoami(exchange);
            case Target.Profile _ -> accounts.profile(exchange);
            case Target.Login(String user) -> accounts.describe(exchange, user);
            case Target.Visibility(String name) -> rights.visibility(exchange, name);
            case Target.Collaborators(String name) -> rights.collaborators(exchange, name);
            case Target.PackagesOf(String user) -> rights.packages(exchange, user);
            case Target.Stars _ -> rights.stars(exchange);
            case Target.Tokens(String key) when key == null -> accounts.tokens(exchange);
            case Target.Metrics _ ->
                exchange.send(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        (metrics.prometheus() + "# TYPE dx_registry_connections gauge\ndx_registry_connections "
                                        + connections.count() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
            case Target.Health _ -> exchange.send(200, JsonObject.ofStrings(Map.of("status", "up")));
            default -> throw HttpRefusal.missing("there is nothing here");
        }
    }

    private void put(Exchange exchange, Target target) throws IOException {
        switch (target) {
            case Target.Packument(String name) -> writes.put(exchange, name);
            case Target.Revision(String name, String rev) -> writes.replace(exchange, name, rev);
            case Target.Tags(String name, String tag) -> writes.tag(exchange, name, tag);
            // What yarn classic and old npm send to move a tag.
            case Target.Version(String name, String tag) -> writes.tag(exchange, name, tag);
            case Target.Login(String user) -> accounts.login(exchange, user);
            default -> throw HttpRefusal.missing("nothing can be put here");
        }
    }

    private void post(Exchange exchange, Target target) throws IOException {
        switch (target) {
            case Target.Tokens(String key) when key == null -> accounts.createToken(exchange);
            case Target.Profile _ -> accounts.changeProfile(exchange);
            case Target.Tags(String name, String tag) -> writes.tag(exchange, name, tag);
            case Target.WebLogin _ -> webLogins.begin(exchange);
            case Target.WebLoginPage(String secret) -> webLogins.confirm(exchange, secret);
            case Target.Audit(String kind) -> audits.answer(exchange, kind);
            case Target.Access _ -> throw Rights.fixed();
            default -> throw HttpRefusal.missing("nothing can be posted here");
        }
    }

    private void delete(Exchange exchange, Target target) throws IOException {
        switch (target) {
            case Target.Revision(String name, String rev) -> writes.remove(exchange, name, rev);
            case Target.Tarball(String name, String file, String rev)
            when rev != null -> writes.removeArchive(exchange, name);
            case Target.Tags(String name, String tag) when tag != null -> writes.untag(exchange, name, tag);
            case Target.Logout(String token) -> accounts.logout(exchange, token);
            case Target.Tokens(String key) when key != null -> accounts.revoke(exchange, key);
            default -> throw HttpRefusal.missing("nothing can be deleted here");
        }
    }
}
