package dev.dx.registry.http;

/** A request that is answered with no. The words go to whoever asked. */
final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpRefusal(int status, String words) {
        super(words, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String words() {
        return String.valueOf(getMessage());
    }

    static HttpRefusal missing(String what) {
        return new HttpRefusal(404, what);
    }
}
