package dev.dx.registry.dxrp;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.Counts;
import dev.dx.engine.wire.FoundPackages;
import dev.dx.engine.wire.Hello;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.PackageList;
import dev.dx.engine.wire.RequestHeader;
import dev.dx.engine.wire.Status;
import dev.dx.engine.wire.Welcome;
import dev.dx.engine.wire.WireKey;
import dev.dx.engine.wire.Words;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.access.Tokens;
import dev.dx.registry.access.Users;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.catalogue.PackageSearch;
import dev.dx.registry.packument.Form;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers what is asked over DXRP, by the rules that hold for HTTP. For any number of threads. */
public final class DxrpRequests implements DxrpConnection.Handler {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");
    private static final byte[] NOTHING = {};

    private static final int LONGEST_SHOWN = 1_000;
    private static final int LONGEST_KEYWORD = 100;

    private final AccessRules rules;
    private final PackageSearch search;
    private final Users users;
    private final Tokens tokens;
    private final ServedPacks packs;
    private final Predictions predictions;
    private final HotPacks hot;
    private final CompactPackuments packuments;
    private final Metrics metrics;
    private final @Nullable URI publicUrl;
    private final Supplier<URI> http;

    /**
     * @param publicUrl where others reach the HTTP of this registry; null for the host they call it
     * @param http where its HTTP listens
     */
    public DxrpRequests(
            Catalogue catalogue,
            AccessRules rules,
            Users users,
            Tokens tokens,
            ServedPacks packs,
            Predictions predictions,
            Metrics metrics,
            @Nullable URI publicUrl,
            Supplier<URI> http) {

        this.rules = rules;
        this.search = new PackageSearch(catalogue, rules);
        this.users = users;
        this.tokens = tokens;
        this.packs = packs;
        this.predictions = predictions;
        this.hot = new HotPacks(packs);
        this.packuments = new CompactPackuments(catalogue);
        this.metrics = metrics;
        this.publicUrl = publicUrl;
        this.http = http;
    }

    @Override
    public void answer(DxrpConnection connection, RequestHeader request, byte[] payload, Answer answer)
            throws DxrpRefusal, IOException, InterruptedException {
        switch (request.op()) {
            case HELLO -> hello(connection, payload, answer);
            case PING -> answer.finish(new Part.Whole(Status.OK, NOTHING));
            case META -> meta(session(connection), request, payload, answer);
            case PACK -> pack(connection, request, payload, answer);
            case LIST -> list(session(connection), answer);
            case STATS -> stats(answer);
            case CLOSURE -> closure(connection, payload, answer);
            case SEARCH -> search(connection, payload, answer);
            case CANCEL -> throw new DxrpRefusal(Status.BAD_REQUEST, "CANCEL is not answered");
        }
    }

    private Session session(DxrpConnection connection) throws DxrpRefusal, IOException {
        Session session = connection.session();
        if (session == null) {
            throw new DxrpRefusal(Status.BAD_REQUEST, "HELLO comes first");
        }
        if (session.isDue()) {
            identity(connection, session.token());
            session.confirm();
        }
        return session;
    }

    private void hello(DxrpConnection connection, byte[] payload, Answer answer) throws DxrpRefusal, IOException {
        Hello hello = Hello.decode(payload, connection.fault());
        if (!HOST.matcher(hello.host()).matches()) {
            throw new DxrpRefusal(Status.BAD_REQUEST, "that is no host's name");
        }
        Session session = new Session(identity(connection, hello.token()), hello.token(), base(hello.host()));
        if (!connection.begin(session)) {
            throw new DxrpRefusal(Status.BAD_REQUEST, "HELLO comes once");
        }
        String user = session.identity().user();
        Welcome welcome = new Welcome(
                "dx-registry", user == null ? "" : user, session.base(), Welcome.allOps(), DxrpConnection.REQUESTS);
        answer.finish(new Part.Whole(Status.OK, welcome.encode()));
    }

    private Identity identity(DxrpConnection connection, String token) throws DxrpRefusal, IOException {
        if (token.isEmpty()) {
            return Identity.ANONYMOUS;
        }
        if (connection.peer().secrecy() == DxrpConnection.Secrecy.OVERHEARD) {
            throw new DxrpRefusal(
                    Status.UNAUTHORIZED, "a token is taken over TLS only: use dxrps, and change the token");
        }
        Tokens.Token known = tokens.find(token);
        if (known == null || !users.exists(known.user())) {
            throw new DxrpRefusal(Status.UNAUTHORIZED, "the token is not known here, or has expired: log in again");
        }
        if (!known.mayBeUsedFrom(connection.peer().address())) {
            throw new DxrpRefusal(
                    Status.UNAUTHORIZED,
                    "the token may not be used from " + connection.peer().address());
        }
        return known.identity();
    }

    private String base(String host) {
        if (publicUrl != null) {
            String text = publicUrl.toString();
            return text.endsWith("/") ? text : text + "/";
        }
        URI uri = http.get();
        return uri.getScheme() + "://" + host.toLowerCase(Locale.ROOT) + ":" + uri.getPort() + "/";
    }

    void checkReadable(Session session, String name) throws DxrpRefusal {
        if (!rules.mayRead(session.identity(), name)) {
            throw session.identity().isKnown()
                    ? new DxrpRefusal(Status.REFUSED, session.identity() + " may not read " + name)
                    : new DxrpRefusal(Status.UNAUTHORIZED, "log in to read " + name);
        }
    }

    private void meta(Session session, RequestHeader request, byte[] payload, Answer answer)
            throws DxrpRefusal, IOException {
        String name = name(new String(payload, StandardCharsets.UTF_8));
        checkReadable(session, name);
        Form form = switch (request.form()) {
            case ABBREVIATED -> Form.ABBREVIATED;
            case FULL -> Form.FULL;
        };
        CompactPackuments.Compact compact = packuments.find(name, form, session.base());
        if (compact == null) {
            throw new DxrpRefusal(Status.NOT_FOUND, "there is no package " + name);
        }
        if (compact.fingerprint() == request.key().first()) {
            answer.finish(new Part.Whole(Status.UNCHANGED, NOTHING));
            return;
        }
        Body body = new Body.Bytes(compact.bytes().duplicate(), compact.fingerprint());
        answer.finish(new Part.Announced(new Item.Meta(name, request.form(), compact.origin(), body.length()), body));
    }

    private void pack(DxrpConnection connection, RequestHeader request, byte[] payload, Answer answer)
            throws DxrpRefusal, IOException {
        Session session = session(connection);
        PackageId id;
        if (payload.length == 0) {
            PackageId named = packs.named(request.key());
            if (named == null) {
                throw new DxrpRefusal(Status.UNKNOWN_KEY, "nobody named that package yet");
            }
            id = named;
        } else {
            List<PackageId> one =
                    PackageList.decode(payload, connection.fault()).packages();
            if (one.size() != 1 || !WireKey.of(one.getFirst()).equals(request.key())) {
                throw new DxrpRefusal(Status.BAD_REQUEST, "the key is not that of the package");
            }
            id = checked(one.getFirst());
        }
        checkReadable(session, id.name());
        answer.finish(offered(id));
    }

    /** The package's pack, to be sent. */
    private Part offered(PackageId id) throws DxrpRefusal, IOException {
        for (int tries = 0; tries < 2; tries++) {
            switch (packs.find(id)) {
                case ServedPacks.Outcome.Missing _ -> throw new DxrpRefusal(Status.NOT_FOUND, "there is no " + id);
                case ServedPacks.Outcome.Refused(String why) -> throw new DxrpRefusal(Status.REFUSED, why);
                case ServedPacks.Outcome.Given(ServedPack pack) -> {
                    Body body = hot.body(pack);
                    if (body != null) {
                        return new Part.Announced(
                                new Item.Pack(pack.id(), pack.root(), pack.integrity(), pack.length()), body);
                    }
                    // It was lost from the cache, and is made anew.
                }
            }
        }
        throw new DxrpRefusal(Status.FAILED, id + " was lost twice");
    }

    private void closure(DxrpConnection connection, byte[] payload, Answer answer)
            throws DxrpRefusal, IOException, InterruptedException {
        Session session = session(connection);
        ClosureQuestion question = ClosureQuestion.decode(payload, connection.fault());
        new ClosureAnswer(
                        question,
                        session.base(),
                        name -> rules.mayRead(session.identity(), name),
                        id -> {
                            PackageId known = checked(id);
                            checkReadable(session, known.name());
                            return offered(known);
                        },
                        (name, form) -> packuments.find(PackageName.parse(name).value(), form, session.base()),
                        predictions,
                        answer)
                .send();
    }

    private void search(DxrpConnection connection, byte[] payload, Answer answer) throws DxrpRefusal, IOException {
        Session session = session(connection);
        Words words = Words.decode(payload, connection.fault());
        String text = words.text().strip();
        PackageHits found = PackageHits.of(search.found(session.identity(), text, words.most(), 0));
        List<FoundPackages.Hit> hits = new ArrayList<>();
        for (PackageHits.Hit hit : found.hits()) {
            if (hits.size() < words.most()) {
                hits.add(new FoundPackages.Hit(
                        brief(hit.name(), LONGEST_SHOWN),
                        brief(hit.version(), LONGEST_SHOWN),
                        brief(hit.description(), LONGEST_SHOWN),
                        brief(hit.publisher(), LONGEST_KEYWORD),
                        hit.published(),
                        hit.keywords().stream()
                                .limit(FoundPackages.MOST_KEYWORDS)
                                .map(word -> brief(word, LONGEST_KEYWORD))
                                .toList()));
            }
        }
        int total = (int) Math.min(Integer.MAX_VALUE, found.total());
        answer.finish(new Part.Whole(Status.OK, new FoundPackages(total, hits).encode()));
    }

    /** As much of it as is shown anywhere. */
    private static String brief(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }

    private void list(Session session, Answer answer) throws IOException {
        List<PackageId> seen = new ArrayList<>();
        for (PackageId id : packs.all()) {
            if (seen.size() < PackageList.MOST && rules.mayRead(session.identity(), id.name())) {
                seen.add(id);
            }
        }
        answer.finish(new Part.Whole(Status.OK, new PackageList(seen).encode()));
    }

    private void stats(Answer answer) {
        Metrics.Snapshot now = metrics.snapshot();
        Map<String, Long> counts = new TreeMap<>();
        now.counts().forEach((count, value) -> counts.put(count.name().toLowerCase(Locale.ROOT), value));
        counts.put("requests", now.requests());
        counts.put("errors", now.errors());
        counts.put("uptime_seconds", now.uptime().toSeconds());
        answer.finish(new Part.Whole(Status.OK, new Counts(counts).encode()));
    }

    private static String name(String text) throws DxrpRefusal {
        try {
            return PackageName.parse(text).value();
        } catch (DxException none) {
            throw new DxrpRefusal(Status.BAD_REQUEST, "that is no package's name");
        }
    }

    private static PackageId checked(PackageId id) throws DxrpRefusal {
        if (Version.parse(id.version()) == null) {
            throw new DxrpRefusal(Status.BAD_REQUEST, "that is no version");
        }
        return new PackageId(name(id.name()), id.version());
    }
}
