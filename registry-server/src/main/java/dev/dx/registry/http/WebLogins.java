package dev.dx.registry.http;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.registry.page.LoginPage;
import dev.dx.registry.page.Pages;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Logins that are confirmed in a browser. Whoever begins one gets two addresses that cannot be told from each other: a page, on
 * which somebody proves who it is, and one that hands out the token, once, and is shown to nobody else. Both are good for a few
 * minutes, and where the login began; no cookie is involved. For any number of threads.
 */
final class WebLogins {
    private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
    private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FIELDS = Pattern.compile("&");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int LARGEST = 8 << 10;
    private static final int MOST = 1_000;

    /** A login that somebody began. */
    private static final class Begun {
        private final String page = secret();
        private final String done = secret();
        /** Stands in the page alone, so that only who could read that can send what is in it. */
        private final String form = secret();

        private final long since = System.nanoTime();
        private final String base;
        private final String peer;
        private final boolean registers;
        private volatile @Nullable String user;

        Begun(String base, String peer, boolean registers) {
            this.base = base;
            this.peer = peer;
            this.registers = registers;
        }
    }

    private final Accounts accounts;
    private final long patience;
    /** By the secret of the page, the oldest first. */
    private final Map<String, Begun> begun = new LinkedHashMap<>();

    private final Map<String, Begun> byDone = new HashMap<>();

    /** @param patience how long somebody has to confirm one */
    WebLogins(Accounts accounts, Duration patience) {
        this.accounts = accounts;
        this.patience = patience.toNanos();
    }

    private static String secret() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    void begin(Exchange exchange) {
        boolean registers = exchange.json(LARGEST).isTruthy("create");
        if (!accounts.mayBegin(exchange)) {
            throw new HttpRefusal(429, "too many attempts to log in: wait a minute");
        }
        Begun login = new Begun(exchange.base(), exchange.peer(), registers);
        synchronized (this) {
            Iterator<Begun> oldest = begun.values().iterator();
            while (oldest.hasNext()) {
                Begun other = oldest.next();
                if (begun.size() < MOST && !isOver(other)) {
                    break;
                }
                oldest.remove();
                byDone.remove(other.done);
            }
            begun.put(login.page, login);
            byDone.put(login.done, login);
        }
        Accounts.noStore(exchange);
        exchange.send(
                200,
                JsonObject.ofStrings(Map.of(
                        "loginUrl",
                        login.base + "-/login/" + login.page,
                        "doneUrl",
                        login.base + "-/v1/login/done/" + login.done)));
    }

    private boolean isOver(Begun login) {
        return System.nanoTime() - login.since > patience;
    }

    /** The login if it is still open, and began where the request came to. */
    private Begun found(Exchange exchange, Map<String, Begun> logins, String secret) {
        Begun login;
        synchronized (this) {
            login = logins.get(secret);
        }
        if (login == null || isOver(login) || !login.base.equals(exchange.base())) {
            throw HttpRefusal.missing("that login is over: begin another one");
        }
        return login;
    }

    private synchronized boolean end(Begun login) {
        byDone.remove(login.done);
        return begun.remove(login.page) != null;
    }

    void page(Exchange exchange, String secret) {
        Begun login = found(exchange, begun, secret);
        if (login.user != null) {
            throw HttpRefusal.missing("that login was confirmed already");
        }
        show(exchange, 200, ask(login, ""));
    }

    private static String ask(Begun login, String trouble) {
        return LoginPage.ask(
                login.peer, login.form, login.registers ? LoginPage.Kind.NEW_OR_KNOWN : LoginPage.Kind.KNOWN, trouble);
    }

    void confirm(Exchange exchange, String secret) throws IOException {
        Begun login = found(exchange, begun, secret);
        String type = exchange.header(HeaderNames.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            throw new HttpRefusal(415, "the page sends a form");
        }
        Map<String, String> fields = fields(new String(exchange.body(LARGEST), StandardCharsets.UTF_8));
        if (!isSame(fields.getOrDefault("form", ""), login.form)) {
            throw new HttpRefusal(403, "that was not sent by the page of this login");
        }
        if (fields.containsKey("refuse")) {
            end(login);
            show(exchange, 200, LoginPage.said("Nobody was logged in."));
            return;
        }
        String user = fields.getOrDefault("name", "");
        try {
            accounts.admit(exchange, user, fields.getOrDefault("password", ""), login.registers);
        } catch (HttpRefusal refused) {
            show(exchange, refused.status(), ask(login, refused.words()));
            return;
        }
        login.user = user;
        show(exchange, 200, LoginPage.said("You are logged in as " + user + ". This page can be closed."));
    }

    void done(Exchange exchange, String secret) throws IOException {
        Begun login = found(exchange, byDone, secret);
        Accounts.noStore(exchange);
        String user = login.user;
        if (user == null || exchange.isHead()) {
            exchange.header(HeaderNames.RETRY_AFTER, "1");
            exchange.send(202, JsonObject.EMPTY);
            return;
        }
        if (!end(login)) {
            throw HttpRefusal.missing("that login is over: begin another one");
        }
        exchange.send(200, JsonObject.ofStrings(Map.of("token", accounts.token(exchange, user))));
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String field : FIELDS.split(form)) {
                int equals = field.indexOf('=');
                String name = equals < 0 ? field : field.substring(0, equals);
                String value = equals < 0 ? "" : field.substring(equals + 1);
                fields.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException malformed) {
            throw new HttpRefusal(400, "the form cannot be read");
        }
        return fields;
    }

    private static void show(Exchange exchange, int status, String html) {
        Accounts.noStore(exchange);
        exchange.header(POLICY, Pages.policy());
        // With none at all, browsers do not say where a form comes from.
        exchange.header(REFERRER, "same-origin");
        exchange.send(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }
}
