package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.store.PackArrival;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.Counts;
import dev.dx.engine.wire.FoundPackages;
import dev.dx.engine.wire.Hello;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.Op;
import dev.dx.engine.wire.PackageList;
import dev.dx.engine.wire.RequestHeader.Form;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.Welcome;
import dev.dx.engine.wire.WireFormat;
import dev.dx.engine.wire.WireKey;
import dev.dx.engine.wire.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one DXRP registry. Everybody shares a connection, which is opened when it is first needed and again when it broke.
 * Safe for use by many threads; interrupting one cancels what it waits for. Proxies are not used.
 */
public final class DxrpTransport implements AutoCloseable {

    private static final int PORT = 3000;
    private static final int CONNECT_MILLIS = 20_000;
    /** Servers greet at once, whatever they do. */
    private static final Duration GREETING = Duration.ofSeconds(20);

    private static final String AGENT = "dx";

    private final URI registry;
    private final Credentials credentials;
    private final HttpSettings settings;
    /** What takes packs into the store. */
    private final ExecutorService takers = Executors.newVirtualThreadPerTaskExecutor();

    private @Nullable Opened opened;
    private boolean closed;

    /**
     * A connection that was greeted.
     *
     * @param isPrivate whether nobody between could have changed what came
     */
    private record Opened(DxrpLink link, Welcome welcome, boolean isPrivate) {}

    /** @param credentials whose token is shown, over TLS or to this machine alone */
    public DxrpTransport(URI registry, Credentials credentials, HttpSettings settings) {
        this.registry = registry;
        this.credentials = credentials;
        this.settings = settings;
    }

    private boolean isSecure() {
        return DxrpAddress.SECURE.equalsIgnoreCase(registry.getScheme());
    }

    /** Where the HTTP of the same registry is; ends with a slash. */
    public URI http() {
        String text = open().welcome().http();
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme());
            if (isSecure() && scheme.equals("http")) {
                throw new DxException(
                        ErrorCode.DX_UNSAFE_REDIRECT,
                        registry.getHost() + ": it speaks TLS, and names an address without for the rest",
                        "Give the registry an https address with --public-url.");
            }
            if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https")) && text.endsWith("/")) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // said below
        }
        throw unexpected("the address of its HTTP cannot be used");
    }

    /** A packument as it came. */
    public sealed interface Meta {
        /** @param bytes which are those the server sent */
        record Found(ByteBuffer bytes, Item.Origin origin) implements Meta {}

        record Unchanged() implements Meta {}

        record Missing() implements Meta {}
    }

    /**
     * Asks for a packument.
     *
     * @param known the fingerprint of what is known already; 0 for nothing
     * @param limit of the answer's length in bytes
     */
    public Meta meta(String name, Form form, long known, int limit) {
        byte[] payload = name.getBytes(StandardCharsets.UTF_8);
        return asking(opened -> {
            Gathered reply = new Gathered(name, limit);
            DxrpReply.Outcome came =
                    await(opened, opened.link().ask(Op.META, form, new WireKey(known, 0), payload, reply), reply);
            return switch (came.status()) {
                case OK -> {
                    if (!(Item.decode(came.bytes(), opened.link().fault()) instanceof Item.Meta item)
                            || !item.name().equals(name)) {
                        throw opened.link().fault().corrupt("another packument than that of " + name);
                    }
                    yield new Meta.Found(ByteBuffer.wrap(reply.checked(came.checksum())), item.origin());
                }
                case UNCHANGED -> new Meta.Unchanged();
                case NOT_FOUND -> new Meta.Missing();
                default -> throw refused(name, came);
            };
        });
    }

    /**
     * Takes a package into the store as a pack; null if the registry has none that may be taken for what was promised, and
     * then its archive has to be asked for.
     *
     * @param promised what the package's archive must hash to
     */
    public @Nullable Taken pack(PackageId id, Integrity promised, Store store) {
        if (!open().isPrivate()) {
            return null;
        }
        return asking(opened -> {
            byte[] payload = {};
            while (true) {
                try (PackArrival arrival = store.arrival()) {
                    Packed reply = new Packed(arrival, opened.link().fault());
                    DxrpReply.Outcome came = await(
                            opened,
                            opened.link().ask(Op.PACK, Form.ABBREVIATED, WireKey.of(id), payload, reply),
                            reply);
                    switch (came.status()) {
                        case OK -> {
                            return taken(opened, id, promised, arrival, came);
                        }
                        case UNKNOWN_KEY -> {
                            if (payload.length > 0) {
                                throw refused(id.toString(), came);
                            }
                            payload = new PackageList(List.of(id)).encode();
                        }
                        case UNSUPPORTED, FAILED, NOT_FOUND -> {
                            return null;
                        }
                        default -> throw refused(id.toString(), came);
                    }
                }
            }
        });
    }

    /**
     * A package that is in the store now.
     *
     * @param bytes that its pack had
     */
    public record Taken(StoredPackage content, long bytes) {}

    private static @Nullable Taken taken(
            Opened opened, PackageId id, Integrity promised, PackArrival arrival, DxrpReply.Outcome came) {
        if (!(Item.decode(came.bytes(), opened.link().fault()) instanceof Item.Pack pack)
                || !pack.id().equals(id)) {
            throw opened.link().fault().corrupt("another package than " + id);
        }
        List<Integrity> attested = attested(pack.integrity());
        boolean isPromised = attested.stream()
                .anyMatch(one -> one.algorithm() == promised.algorithm()
                        && promised.digests().containsAll(one.digests()));
        boolean isStrong = attested.stream().anyMatch(one -> one.algorithm() == Integrity.Algorithm.SHA512);
        if (!isPromised || !isStrong) {
            return null;
        }
        try {
            return new Taken(arrival.take(id, pack.root(), came.checksum(), attested), arrival.length());
        } catch (DxException damaged) {
            // Its archive, which is compared with what was promised, can be had still.
            return switch (damaged.code()) {
                case DX_FORMAT_CORRUPT, DX_FORMAT_TRUNCATED, DX_FORMAT_TOO_NEW -> null;
                default -> throw damaged;
            };
        }
    }

    /** The digests of an archive, each by itself. */
    static List<Integrity> attested(String text) {
        List<Integrity> attested = new ArrayList<>();
        for (String part : text.split(" ", -1)) {
            Integrity one = Integrity.parse(part);
            if (one != null && one.digests().size() == 1) {
                attested.add(one);
            }
        }
        return attested;
    }

    /** Hears what comes of {@link #foresee}, on threads of the transport's; none of it may wait. */
    public interface Foreseen {
        void packument(String name, Form form, Item.Origin origin, byte[] bytes);

        /** The one that is there, if it has this fingerprint, is the one there is. */
        void known(String name, Form form, long fingerprint);

        /** No more packuments come, and these packs do, as far as they can. */
        void plan(List<PackageId> packs);

        /** The package came, and is being taken in. */
        void arrived(PackageId id);

        /**
         * The package is in the store now, or cannot be had in this way.
         *
         * @param bytes how large its pack was; 0 if it is not in the store
         */
        void taken(PackageId id, long bytes);

        default void lacking(PackageId id) {
            taken(id, 0);
        }

        /** Nothing more comes, whatever was planned, but for packs that are being taken in. */
        void over();
    }

    /**
     * Asks for what an install will need, and returns at once; false if this registry is not asked that, and then nothing is
     * heard of it.
     *
     * @param limit of a packument's length in bytes
     */
    public boolean foresee(ClosureQuestion question, Foreseen told, Store store, int limit) {
        Opened now = open();
        if (!now.isPrivate() || !now.welcome().knows(Op.CLOSURE)) {
            return false;
        }
        byte[] payload = question.encode();
        if (payload.length > WireFormat.MAX_REQUEST) {
            return false;
        }
        try {
            DxrpClosure closure =
                    new DxrpClosure(question.lacking(), told, store, now.link().fault(), limit, takers);
            now.link().ask(Op.CLOSURE, Form.ABBREVIATED, WireKey.NONE, payload, closure);
            Thread.ofVirtual().name("dxrp-silence").start(() -> watch(now.link(), closure));
            return true;
        } catch (IOException broke) {
            return false;
        }
    }

    /** Ends the connection if nothing comes of a question for too long: nobody else looks whether something does. */
    private void watch(DxrpLink link, DxrpClosure closure) {
        try {
            while (!closure.isOver()) {
                TimeUnit.SECONDS.sleep(1);
                breakOffIfSilent(link, settings.silence());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void breakOffIfSilent(DxrpLink link, Duration patience) {
        if (System.nanoTime() - link.heard() > patience.toNanos()) {
            link.breakOff(new HttpTimeoutException("it stopped answering"));
        }
    }

    /** The packages it has as packs, as far as they may be seen. */
    public PackageList list() {
        return asking(opened -> PackageList.decode(
                whole(opened, Op.LIST, new byte[0]), opened.link().fault()));
    }

    /** What it counts. */
    public Counts stats() {
        return asking(opened -> Counts.decode(
                whole(opened, Op.STATS, new byte[0]), opened.link().fault()));
    }

    /** What it finds; null if it cannot search. */
    public @Nullable FoundPackages search(String text, int most) {
        if (!open().welcome().knows(Op.SEARCH)) {
            return null;
        }
        return asking(opened -> FoundPackages.decode(
                whole(opened, Op.SEARCH, new Words(text, most).encode()),
                opened.link().fault()));
    }

    /** Asks for a sign of life. */
    public void ping() {
        asking(opened -> whole(opened, Op.PING, new byte[0]));
    }

    private byte[] whole(Opened opened, Op op, byte[] payload) throws IOException {
        DxrpReply reply = new Gathered(op.name(), 0);
        DxrpReply.Outcome came =
                await(opened, opened.link().ask(op, Form.ABBREVIATED, WireKey.NONE, payload, reply), reply);
        if (came.status() != Status.OK) {
            throw refused(op.name(), came);
        }
        return came.bytes();
    }

    @FunctionalInterface
    private interface Question<T extends @Nullable Object> {
        T ask(Opened opened) throws IOException;
    }

    /** Asks, and once more over another connection if that broke meanwhile. */
    private <T extends @Nullable Object> T asking(Question<T> question) {
        for (int tries = 0; ; tries++) {
            Opened now = open();
            try {
                return question.ask(now);
            } catch (IOException failure) {
                DxException.checkCancelled();
                if (failure.getCause() instanceof DxException ofTheProtocol) {
                    throw ofTheProtocol;
                }
                NetworkFailure words = NetworkFailure.of(registry, null, failure);
                if (!words.isPassing() || tries >= settings.retries().retries()) {
                    throw words.toException();
                }
                pause(tries);
            }
        }
    }

    private void pause(int tries) {
        try {
            TimeUnit.MILLISECONDS.sleep(settings.retries().pause(tries).toMillis());
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private DxrpReply.Outcome await(Opened opened, int id, DxrpReply reply) throws IOException {
        return await(opened.link(), id, reply.outcome());
    }

    private <T> T await(DxrpLink link, int id, CompletableFuture<T> outcome) throws IOException {
        return await(link, id, outcome, settings.silence());
    }

    private static <T> T await(DxrpLink link, int id, CompletableFuture<T> outcome, Duration patience)
            throws IOException {
        boolean arrived = false;
        try {
            while (true) {
                try {
                    T value = outcome.get(1, TimeUnit.SECONDS);
                    arrived = true;
                    return value;
                } catch (TimeoutException notYet) {
                    breakOffIfSilent(link, patience);
                }
            }
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case DxException known -> throw known;
                case IOException broke -> {
                    arrived = true;
                    throw new IOException(broke.getMessage(), broke.getCause() == null ? broke : broke.getCause());
                }
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        } finally {
            if (!arrived) {
                link.cancel(id);
            }
        }
    }

    private synchronized Opened open() {
        Opened now = opened;
        if (closed) {
            throw DxException.cancelled();
        }
        if (now != null && !now.link().isBroken()) {
            return now;
        }
        for (int tries = 0; ; tries++) {
            DxException.checkCancelled();
            try {
                now = connect();
                opened = now;
                return now;
            } catch (IOException failure) {
                NetworkFailure words = NetworkFailure.of(registry, null, failure);
                if (!words.isPassing() || tries >= settings.retries().retries()) {
                    throw failure instanceof Ungreeted ? ungreeted(words) : words.toException();
                }
                pause(tries);
            }
        }
    }

    /** Something took the connection, and said nothing that a DXRP server says. */
    private static final class Ungreeted extends IOException {
        private static final long serialVersionUID = 1;

        Ungreeted(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static DxException ungreeted(NetworkFailure words) {
        DxException said = words.toException();
        if (said.code() != ErrorCode.DX_NETWORK) {
            return said;
        }
        return switch (words.kind()) {
            case BROKEN, SILENT, TLS -> new DxException(said.code(), said.what(), DxrpAddress.REMEDY, said);
            case UNKNOWN_HOST, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, CERTIFICATE -> said;
        };
    }

    private Opened connect() throws IOException {
        String host = registry.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = registry.getPort() < 0 ? PORT : registry.getPort();
        Socket socket = new Socket();
        boolean greeted = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getByName(bare), port), CONNECT_MILLIS);
            boolean isHere = socket.getInetAddress().isLoopbackAddress();
            Socket line = isSecure() ? secured(socket, bare, port) : socket;
            DxrpLink link = new DxrpLink(line, registry.getHost());
            link.start();
            String token = token();
            if (!isSecure() && !isHere && !token.isEmpty()) {
                throw new DxException(
                        ErrorCode.DX_AUTH,
                        registry.getHost() + ": a token is not sent without TLS",
                        "Ask for the registry as dxrps://.");
            }
            Gathered reply = new Gathered("HELLO", 0);
            byte[] hello = new Hello(AGENT, host, token).encode();
            int id = link.ask(Op.HELLO, Form.ABBREVIATED, WireKey.NONE, hello, reply);
            DxrpReply.Outcome came = greeting(link, id, reply.outcome());
            if (came.status() != Status.OK) {
                throw refused("HELLO", came);
            }
            Opened now = new Opened(
                    link,
                    Welcome.decode(came.bytes(), link.fault()),
                    isHere || (isSecure() && settings.trust() instanceof Trust.Verified));
            greeted = true;
            return now;
        } finally {
            if (!greeted) {
                socket.close();
            }
        }
    }

    private Socket secured(Socket socket, String host, int port) throws IOException {
        try {
            return TlsLine.over(socket, host, port, settings.trust(), credentials);
        } catch (IOException failure) {
            throw new Ungreeted(failure);
        }
    }

    private DxrpReply.Outcome greeting(DxrpLink link, int id, CompletableFuture<DxrpReply.Outcome> outcome)
            throws IOException {
        try {
            return await(link, id, outcome, min(settings.silence(), GREETING));
        } catch (IOException failure) {
            throw new Ungreeted(failure);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private String token() {
        String authorization = credentials.authorization();
        return authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length())
                : "";
    }

    private DxException refused(String what, DxrpReply.Outcome came) {
        String said = registry.getHost() + ": " + what + ": " + came.words();
        return switch (came.status()) {
            case UNAUTHORIZED -> {
                String remedy = credentials.remedy();
                yield new DxException(
                        ErrorCode.DX_AUTH,
                        said,
                        remedy == null ? "Put the registry's token into your .npmrc, under its //host:port/." : remedy);
            }
            case REFUSED ->
                new DxException(ErrorCode.DX_REGISTRY, said, "Ask whoever runs the registry, or for another version.");
            case UNAVAILABLE ->
                new DxException(ErrorCode.DX_NETWORK, said, "Run it again when the registry reaches its upstream.");
            default ->
                new DxException(ErrorCode.DX_REGISTRY, said, "Run it again; else ask whoever runs the registry.");
        };
    }

    private DxException unexpected(String why) {
        return new DxException(
                ErrorCode.DX_REGISTRY, registry.getHost() + ": " + why, "Tell whoever runs the registry.");
    }

    /** Returns when nothing is taken into the store any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            Opened now = opened;
            opened = null;
            if (now != null) {
                now.link().close();
            }
        }
        takers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (!takers.isTerminated()) {
            try {
                if (takers.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what comes in memory, which grows with what has come. */
    private static final class Gathered extends DxrpReply {
        private final String what;
        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Gathered(String what, int limit) {
            this.what = what;
            this.limit = limit;
        }

        @Override
        void begin(byte[] message) {}

        @Override
        void more(ByteBuffer some) {
            if (bytes.size() + some.remaining() > limit) {
                throw new DxException(
                        ErrorCode.DX_REGISTRY,
                        what + ": the registry's answer has more than " + limit + " bytes",
                        "Tell whoever runs the registry.");
            }
            bytes.write(some.array(), some.arrayOffset() + some.position(), some.remaining());
        }

        byte[] checked(long checksum) {
            byte[] all = bytes.toByteArray();
            if (Checksums.xxh3(all, 0, all.length) != checksum) {
                throw new DxException(
                        ErrorCode.DX_REGISTRY,
                        what + ": the registry's answer did not arrive as it was sent",
                        "Run it again.");
            }
            return all;
        }
    }

    /** Puts what comes into the store's hands. */
    private static final class Packed extends DxrpReply {
        private final PackArrival arrival;
        private final FormatFault fault;
        private long left;

        Packed(PackArrival arrival, FormatFault fault) {
            this.arrival = arrival;
            this.fault = fault;
        }

        @Override
        void begin(byte[] message) {
            left = Item.decode(message, fault) instanceof Item.Pack pack ? pack.length() : 0;
        }

        @Override
        void more(ByteBuffer some) {
            left -= some.remaining();
            if (left < 0) {
                throw fault.corrupt("a pack that is longer than was said");
            }
            arrival.write(some);
        }
    }
}
