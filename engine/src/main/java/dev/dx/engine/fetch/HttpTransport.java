package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP: follows redirects without letting a secret follow to another host, makes failed requests again, and
 * limits how much is asked for at once. The network is not touched, and the JDK's client not even loaded, before the first
 * request. Safe for use by many threads; interrupting one cancels what it waits for.
 */
public final class HttpTransport implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int BUFFER = 1 << 14;
    private static final Set<Integer> PASSING = Set.of(408, 420, 425, 429);

    private final HttpSettings settings;
    private final Semaphore files;
    private final Semaphore documents;
    private final AtomicLong sent = new AtomicLong();
    private @Nullable HttpClients clients;

    public HttpTransport(HttpSettings settings) {
        this.settings = settings;
        this.files = new Semaphore(settings.files());
        this.documents = new Semaphore(settings.documents());
    }

    /** Reads a document of at most so many bytes, compressed on the way where the server can. */
    public Document<byte[]> document(HttpQuery query, int limit) {
        return document(query, limit, InputStream::readAllBytes);
    }

    /** The same, with its body read as it comes. */
    public <T> Document<T> document(HttpQuery query, int limit, BodyReader<T> reader) {
        HttpQuery packed = query.with("Accept-Encoding", "gzip");
        Retries retries = new Retries();
        while (true) {
            try (HttpAnswer answer = answer(packed, Delivery.DOCUMENT, retries)) {
                return switch (answer.status()) {
                    case 200, 203 -> new Document<>(200, answer.headers(), read(query.uri(), answer, limit, reader));
                    case 304 -> new Document<>(304, answer.headers(), null);
                    case 404, 410 -> new Document<>(404, answer.headers(), null);
                    default -> throw Refusal.of(query, answer.status());
                };
            } catch (IOException broken) {
                retries.pauseOrThrow(failure(query, broken));
            }
        }
    }

    /** Begins to read a file of any length; the caller closes it. Null if the server has no such file. */
    public @Nullable RemoteFile file(HttpQuery query) {
        Retries retries = new Retries();
        HttpAnswer answer = answer(query, Delivery.FILE, retries);
        boolean found = answer.status() == 200 || answer.status() == 203;
        if (found) {
            return new RemoteFile(this, query, answer, retries);
        }
        answer.close();
        if (answer.status() == 404 || answer.status() == 410) {
            return null;
        }
        throw Refusal.of(query, answer.status());
    }

    /**
     * Sends something, once, whatever comes of it: where the connection breaks, nobody knows what the server did. No
     * redirect is followed. The answer is handed on whatever its status is.
     */
    public HttpReply submit(HttpQuery query, HttpSubmission submission, int limit) {
        try (HttpAnswer answer = send(query, submission(query, submission), Delivery.DOCUMENT)) {
            byte[] body = read(query.uri(), answer, limit, InputStream::readAllBytes);
            return new HttpReply(query, answer.status(), answer.headers(), body);
        } catch (IOException broken) {
            throw failure(query, broken).toException();
        }
    }

    /** How many requests were made, not counting those that the JDK's client repeated by itself. */
    long sent() {
        return sent.get();
    }

    @Override
    public synchronized void close() {
        if (clients != null) {
            clients.close();
            clients = null;
        }
    }

    /** Documents mostly wait and files mostly flow, so that neither should hold up the other. */
    enum Delivery {
        DOCUMENT,
        FILE
    }

    /** The retries one request has left. Not for several threads. */
    final class Retries {
        private int used;

        boolean isExhausted() {
            return used >= settings.retries().retries();
        }

        void pauseOrThrow(NetworkFailure failure) {
            if (!failure.isPassing() || isExhausted()) {
                throw failure.toException();
            }
            pause(null);
        }

        void pause(@Nullable Duration asked) {
            Duration own = settings.retries().pause(used++);
            sleep(asked == null ? own : settings.retries().bounded(asked));
        }
    }

    NetworkFailure failure(HttpQuery query, IOException cause) {
        return NetworkFailure.of(query.uri(), settings.proxies().proxyFor(query.uri()), cause);
    }

    /** The answer after redirects and retries, whatever its status; it may still break while its body is read. */
    HttpAnswer answer(HttpQuery query, Delivery delivery, Retries retries) {
        while (true) {
            try {
                HttpAnswer answer = followed(query, delivery);
                boolean passing = PASSING.contains(answer.status()) || answer.status() >= 500;
                if (!passing || retries.isExhausted()) {
                    return answer;
                }
                answer.close();
                retries.pause(RetryAfter.parse(answer.header("retry-after")));
            } catch (IOException e) {
                retries.pauseOrThrow(failure(query, e));
            }
        }
    }

    private HttpAnswer followed(HttpQuery first, Delivery delivery) throws IOException {
        HttpQuery query = first;
        for (int redirects = 0; ; redirects++) {
            HttpAnswer answer = send(query, request(query).build(), delivery);
            String location = answer.header("location");
            if (!REDIRECTS.contains(answer.status()) || location == null) {
                return answer;
            }
            answer.close();
            if (redirects == MOST_REDIRECTS) {
                throw new DxException(
                        ErrorCode.DX_REGISTRY,
                        first.uri().getHost() + ": redirected more than " + MOST_REDIRECTS + " times for "
                                + first.uri().getPath(),
                        "Check the registry's address.");
            }
            query = Redirects.follow(query, location);
        }
    }

    private HttpAnswer send(HttpQuery query, HttpRequest request, Delivery delivery) throws IOException {
        Semaphore places = delivery == Delivery.FILE ? files : documents;
        HttpAnswer answer = null;
        acquire(places);
        sent.incrementAndGet();
        try {
            HttpResponse<BodyStream> response =
                    clients().clientFor(query.credentials()).send(request, _ -> new BodyStream(settings.silence()));
            answer = new HttpAnswer(response, places);
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } finally {
            if (answer == null) {
                places.release();
            }
        }
    }

    private HttpRequest submission(HttpQuery query, HttpSubmission submission) {
        HttpRequest.BodyPublisher body = submission.length() == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(submission.body()), submission.length());
        HttpRequest.Builder request = request(query).method(submission.method(), body);
        return submission.contentType().isEmpty()
                ? request.build()
                : request.header("Content-Type", submission.contentType()).build();
    }

    private HttpRequest.Builder request(HttpQuery query) {
        URI uri = query.uri();
        try {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(uri).timeout(settings.silence()).header("User-Agent", settings.userAgent());
            query.headers().forEach(builder::header);
            String authorization = query.credentials().authorization();
            if (authorization != null) {
                builder.header("Authorization", authorization);
            }
            return builder;
        } catch (IllegalArgumentException unusable) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    uri.getHost() + ": the address or the credentials for it cannot be sent",
                    "Check registry and the //host/: settings in .npmrc for characters that do not belong there.");
        }
    }

    private synchronized HttpClients clients() {
        HttpClients made = clients;
        if (made == null) {
            made = new HttpClients(settings);
            clients = made;
        }
        return made;
    }

    private static <T> T read(URI uri, HttpAnswer answer, int limit, BodyReader<T> reader) throws IOException {
        if (answer.contentLength() > limit) {
            throw LimitedBody.tooLarge(uri, limit);
        }
        boolean packed = "gzip".equalsIgnoreCase(answer.header("content-encoding"));
        try (InputStream in = packed ? new GZIPInputStream(answer.body(), BUFFER) : answer.body()) {
            return reader.read(new LimitedBody(in, uri, limit));
        }
    }

    private static void acquire(Semaphore places) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }
}
