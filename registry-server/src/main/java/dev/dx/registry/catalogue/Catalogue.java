package dev.dx.registry.catalogue;

import dev.dx.engine.DxException;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageName;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.hosted.HostedSource;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentSource;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.packument.VersionFilter;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Document;
import dev.dx.registry.upstream.Archive;
import dev.dx.registry.upstream.UpstreamPackages;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Packages by name, from here or from an upstream. For any number of threads. */
public final class Catalogue {
    /** Where a package comes from. */
    public enum Origin {
        HOSTED,
        UPSTREAM,
        /** It is private, and was never published. */
        NOWHERE
    }

    private final HostedPackages hosted;
    private final @Nullable UpstreamPackages upstream;
    private final AccessRules rules;
    private final VersionFilter filter;

    private volatile Consumer<PackageId> given = id -> {};

    /** @param upstream null where there is none */
    public Catalogue(
            HostedPackages hosted, @Nullable UpstreamPackages upstream, AccessRules rules, VersionFilter filter) {
        this.hosted = hosted;
        this.upstream = upstream;
        this.rules = rules;
        this.filter = filter;
    }

    /** Says whom to tell of archives that were handed out. */
    public void whenGiven(Consumer<PackageId> listener) {
        given = listener;
    }

    public HostedPackages hosted() {
        return hosted;
    }

    public @Nullable UpstreamPackages upstream() {
        return upstream;
    }

    public Origin origin(String name) throws IOException {
        if (hosted.state(name) != null) {
            return Origin.HOSTED;
        }
        return upstream == null || !rules.asksUpstream(name) ? Origin.NOWHERE : Origin.UPSTREAM;
    }

    /**
     * Whose word a packument is.
     *
     * @param state changes whenever what is said does
     */
    public record Word(Origin origin, String state) {}

    /** Null if there is no such package. */
    public @Nullable Word word(String name, Form form) throws IOException {
        Document.Tag tag = hosted.state(name);
        if (tag != null) {
            return new Word(Origin.HOSTED, tag.value());
        }
        String state = upstream == null || !rules.asksUpstream(name) ? null : upstream.state(name, formFor(name, form));
        return state == null ? null : new Word(Origin.UPSTREAM, state);
    }

    /** What changes whenever what the packument's origin says does; null if there is no such package. */
    public @Nullable String state(String name, Form form) throws IOException {
        Word word = word(name, form);
        return word == null ? null : word.state();
    }

    /** Changes with how packuments are told. */
    public String policy() {
        return filter.text();
    }

    /** The packument as this registry tells it; null if there is no such package. The caller closes it. */
    public @Nullable PackumentView packument(String name, Form form) throws IOException {
        HostedPackage own = hosted.find(name);
        if (own != null) {
            return own.isEmpty() ? null : new PackumentView(name, new HostedSource(own), VersionFilter.NONE);
        }
        if (upstream == null || !rules.asksUpstream(name)) {
            return null;
        }
        PackumentSource found = upstream.packument(name, formFor(name, form));
        return found == null ? null : new PackumentView(name, found, filter);
    }

    /**
     * Where a version comes from, without anything being opened.
     *
     * @param refusal why it may not be had; null if it may
     */
    public record Standing(Origin origin, @Nullable String refusal) {}

    /** What is hosted and does not have the version comes from nowhere; an upstream is not asked whether it has it. */
    public Standing standing(String name, String version) throws IOException {
        HostedPackage own = hosted.find(name);
        if (own != null) {
            return new Standing(own.has(version) ? Origin.HOSTED : Origin.NOWHERE, null);
        }
        UpstreamPackages from = upstream;
        return from == null || !rules.asksUpstream(name)
                ? new Standing(Origin.NOWHERE, null)
                : new Standing(Origin.UPSTREAM, refusal(from, name, version));
    }

    /** What the cache has of an upstream's package, without anybody being asked; null if that is nothing. */
    @Nullable
    PackumentView kept(String name) throws IOException {
        PackumentSource found = upstream == null ? null : upstream.kept(name);
        return found == null ? null : new PackumentView(name, found, filter);
    }

    /** Whether an upstream may hear the name: it is neither private nor of a package that was ever published here. */
    boolean mayBeToldOf(String name) throws IOException {
        return rules.asksUpstream(name) && (!isName(name) || hosted.state(name) == null);
    }

    static boolean isName(String text) {
        return PackageName.problems(text).validForOldPackages();
    }

    /** Whether nobody decided that the version is not to be had; how old it is was not looked at. */
    boolean mayOffer(String name, String version) {
        return filter.denial(name, version) == null;
    }

    /**
     * The form to ask the upstream for. Only the full one says when versions were published, and it is left alone where
     * the short one says that nothing was changed lately.
     */
    private Form formFor(String name, Form form) throws IOException {
        if (form == Form.FULL || !filter.asksForTimes() || upstream == null) {
            return form;
        }
        try (PackumentSource brief = upstream.packument(name, Form.ABBREVIATED)) {
            return brief == null || filter.isOldAsAWhole(brief.index()) ? form : Form.FULL;
        }
    }

    /** Whether a version may be had, and from where. */
    public sealed interface Offer {
        /** The reader closes it. */
        record Given(Archive archive) implements Offer {}

        record Missing() implements Offer {}

        /** @param why in words */
        record Refused(String why) implements Offer {}
    }

    /** Opens a version's archive; whoever gets one closes it. */
    public Offer archive(String name, String version) throws IOException {
        Offer offer = offer(name, version);
        if (offer instanceof Offer.Given) {
            given.accept(new PackageId(name, version));
        }
        return offer;
    }

    private Offer offer(String name, String version) throws IOException {
        HostedPackage own = hosted.find(name);
        if (own != null) {
            Blob blob = hosted.archive(own, version);
            return blob == null ? new Offer.Missing() : new Offer.Given(new Archive.Kept(blob));
        }
        if (upstream == null || !rules.asksUpstream(name)) {
            return new Offer.Missing();
        }
        String refusal = refusal(upstream, name, version);
        if (refusal != null) {
            return new Offer.Refused(refusal);
        }
        Archive archive = upstream.archive(name, version);
        return archive == null ? new Offer.Missing() : new Offer.Given(archive);
    }

    private @Nullable String refusal(UpstreamPackages from, String name, String version) throws IOException {
        if (filter.isNothingDenied(name) && !filter.asksForTimes()) {
            return null;
        }
        String denied = filter.denial(name, version);
        if (denied != null || !filter.asksForTimes()) {
            return denied;
        }
        DxException.checkCancelled();
        try (PackumentSource found = from.packument(name, formFor(name, Form.ABBREVIATED))) {
            return found == null ? null : filter.refusal(name, version, found.index());
        }
    }
}
