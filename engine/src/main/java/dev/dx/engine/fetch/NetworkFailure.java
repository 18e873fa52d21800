package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way to a host, in words for whoever has to put it right. */
record NetworkFailure(String host, Kind kind, IOException cause) {
    enum Kind {
        UNKNOWN_HOST("there is no host of that name", "Check the registry's address, and that this machine is online."),
        REFUSED("connection refused", "Check that the registry runs, and that its address is right."),
        UNREACHABLE("no way to reach it", "Check the network, or set proxy in .npmrc if there is one."),
        CONNECT_TIMEOUT("no answer to the attempt to connect", "Check the network and any proxy, then run it again."),
        SILENT("stopped answering", "Run it again, or raise fetch-timeout in .npmrc."),
        CERTIFICATE(
                "its certificate is not trusted",
                "If the certificate is your company's, name its PEM file with cafile in .npmrc or in"
                        + " NODE_EXTRA_CA_CERTS."),
        TLS(
                "no secure connection",
                "Check that the address is right for https, and cafile or NODE_EXTRA_CA_CERTS if a proxy is in"
                        + " between."),
        BROKEN("the connection broke", "Run it again.");

        private final String words;
        private final String remedy;

        Kind(String words, String remedy) {
            this.words = words;
            this.remedy = remedy;
        }
    }

    static NetworkFailure of(URI uri, @Nullable URI proxy, IOException cause) {
        String host = String.valueOf(uri.getHost());
        if (proxy != null) {
            host += " through proxy " + proxy.getHost();
        }
        return new NetworkFailure(host, kindOf(cause), cause);
    }

    /** An error of our own on the way, such as a file of certificates that cannot be read; null if there was none. */
    private @Nullable DxException own() {
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof DxException own) {
                return own;
            }
        }
        return null;
    }

    private static Kind kindOf(IOException cause) {
        Kind kind = Kind.BROKEN;
        // The client wraps what happened, sometimes twice; the innermost cause it knows says most.
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            switch (inner) {
                case UnresolvedAddressException _ -> kind = Kind.UNKNOWN_HOST;
                case UnknownHostException _ -> kind = Kind.UNKNOWN_HOST;
                case NoRouteToHostException _ -> kind = Kind.UNREACHABLE;
                case HttpConnectTimeoutException _ -> kind = Kind.CONNECT_TIMEOUT;
                case ConnectException _ -> kind = kind == Kind.CONNECT_TIMEOUT ? kind : Kind.REFUSED;
                case HttpTimeoutException _ -> kind = Kind.SILENT;
                case CertificateException _ -> kind = Kind.CERTIFICATE;
                case SSLException _ -> kind = Kind.TLS;
                default -> {}
            }
        }
        return kind;
    }

    /** Whether asking again could help. */
    boolean isPassing() {
        if (own() != null) {
            return false;
        }
        return switch (kind) {
            // A connection that breaks while it is being secured looks no different from one that cannot be.
            case UNKNOWN_HOST, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, TLS, BROKEN -> true;
            case SILENT, CERTIFICATE -> false;
        };
    }

    DxException toException() {
        DxException own = own();
        if (own != null) {
            return own;
        }
        String detail = kind == Kind.BROKEN || kind == Kind.TLS ? detail() : "";
        return new DxException(ErrorCode.DX_NETWORK, host + ": " + kind.words + detail, kind.remedy, cause);
    }

    private String detail() {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? "" : " (" + message + ")";
    }
}
