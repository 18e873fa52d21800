package dev.dx.engine.fetch;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.net.URI;

/** An answer that says no, as an error. */
final class Refusal {
    private Refusal() {}

    static DxException of(HttpQuery query, int status) {
        URI uri = query.uri();
        String what = uri.getHost() + ": answered " + status + " for " + uri.getPath();
        return switch (status) {
            case 401, 403 -> new DxException(ErrorCode.DX_AUTH, what, remedyFor(query));
            case 407 ->
                new DxException(
                        ErrorCode.DX_NETWORK,
                        what + ": the proxy wants a login",
                        "Write the proxy as http://user:password@host:port in your .npmrc.");
            case 429 ->
                new DxException(
                        ErrorCode.DX_REGISTRY, what + ": too many requests", "Wait, or lower maxsockets in .npmrc.");
            default ->
                new DxException(
                        ErrorCode.DX_REGISTRY,
                        what,
                        status >= 500
                                ? "The registry is in trouble; run it again later."
                                : "Check the registry's address, and what it serves there.");
        };
    }

    private static String remedyFor(HttpQuery query) {
        String known = query.credentials().remedy();
        if (known != null) {
            return known;
        }
        String host = query.uri().getHost();
        return query.credentials().isEmpty()
                ? "Log in with npm login, or put //" + host + "/:_authToken= with a token into your .npmrc."
                : "The credentials for " + host + " in .npmrc have expired or do not cover this; log in again.";
    }
}
