package dev.dx.registry.http;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.dxrp.ServedPack;
import dev.dx.registry.dxrp.ServedPacks;
import dev.dx.registry.storage.Blob;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Packs by their roots, for whatever keeps what never changes. */
final class PackRoute {
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})\\.dxp");

    private final ServedPacks packs;
    private final AccessRules rules;

    PackRoute(ServedPacks packs, AccessRules rules) {
        this.packs = packs;
        this.rules = rules;
    }

    /** Sends the pack to whoever may read a package that has this root. */
    void answer(Exchange exchange, String file) throws IOException {
        Matcher matcher = FILE.matcher(file);
        if (!matcher.matches()) {
            throw HttpRefusal.missing("there is no pack of that name");
        }
        ContentRoot root = ContentRoot.parse(matcher.group(1));
        for (PackageId id : packs.withRoot(root)) {
            ServedPack pack = rules.mayRead(exchange.identity(), id.name()) ? packs.findMade(id) : null;
            Blob blob = pack == null || !pack.root().equals(root) ? null : packs.open(pack);
            if (blob != null) {
                exchange.header(
                        HeaderNames.CACHE_CONTROL,
                        rules.isPublic(id.name())
                                ? "public, max-age=31536000, immutable"
                                : "private, max-age=31536000, immutable");
                exchange.sendBlob(blob, "application/octet-stream", "\"" + root + "\"");
                return;
            }
        }
        throw HttpRefusal.missing("there is no pack of that root, or none for you");
    }
}
