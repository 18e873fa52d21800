package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.ImitatedNpm;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.resolve.PackageVersions.Offer;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Picks the version npm would: what the default tag points at if it fits, else the highest that fits, where one that is not
 * deprecated and suits this Node.js goes before one that is or does not. Versions published after a cutoff are passed over.
 * Safe for use by many threads.
 */
public final class VersionChoice {
    private static final @Nullable Version NPM = Version.parse(ImitatedNpm.VERSION);

    private final String defaultTag;
    private final @Nullable Cutoff cutoff;
    private final Set<String> ageExempt;
    private final Supplier<@Nullable Version> askForNode;
    private volatile @Nullable Node node;
    /** By the version there is and what packages say they want: the same few words again and again. */
    private final Map<String, Boolean> engineFits = new ConcurrentHashMap<>();

    /**
     * @param cutoff nothing published later is chosen; null for no limit
     * @param ageExempt packages that may be of any age
     * @param askForNode the version of the Node.js that will run it, or null if there is none to ask; asked for when it matters, since the
     *     answer may be a while in coming
     */
    public VersionChoice(
            String defaultTag, @Nullable Cutoff cutoff, Set<String> ageExempt, Supplier<@Nullable Version> askForNode) {
        this.defaultTag = defaultTag;
        this.cutoff = cutoff;
        this.ageExempt = Set.copyOf(ageExempt);
        this.askForNode = askForNode;
    }

    /** What there is, once that was asked. */
    private record Node(@Nullable Version version) {}

    /** As a configuration says. */
    public static VersionChoice of(NpmConfig config, @Nullable Cutoff cutoff, Supplier<@Nullable Version> askForNode) {
        return new VersionChoice(config.tag(), cutoff, Set.copyOf(config.list("min-release-age-exclude")), askForNode);
    }

    /** The Node.js that will run what is chosen; null if there is none to ask. */
    public @Nullable Version nodeVersion() {
        Node known = node;
        if (known == null) {
            known = new Node(askForNode.get());
            node = known;
        }
        return known.version();
    }

    Offer choose(PackageVersions versions, RegistrySpec spec, TreeNode asking, Consumer<String> warning) {
        Instant limit = limitFor(versions);
        Offer offer = pick(versions, spec.wanted(), limit);
        if (limit == null || cutoff == null || (offer != null && cutoff.reason() == Cutoff.Reason.DAY)) {
            if (offer == null) {
                throw notFound(versions, spec, asking);
            }
            return offer;
        }
        Offer youngest = pick(versions, spec.wanted(), null);
        if (offer == null) {
            throw youngest == null
                    ? notFound(versions, spec, asking)
                    : switch (cutoff.reason()) {
                        case DAY -> tooLate(spec, youngest, limit, asking);
                        case AGE -> tooYoung(versions, spec, youngest, asking);
                    };
        }
        if (youngest != null
                && !youngest.manifest().version().equals(offer.manifest().version())) {
            warning.accept(versions.name() + " " + youngest.manifest().version() + " was published too recently"
                    + ageOf(versions, youngest) + "; " + offer.manifest().version() + " is taken");
        }
        return offer;
    }

    /** This version, however young it is, if it exists and meets the wish; null if not. */
    @Nullable
    Offer exactly(PackageVersions versions, RegistrySpec spec, String text) {
        Version version = Version.parse(text, NpmSpecs.LOOSE);
        boolean fits = switch (spec.wanted()) {
            case RegistrySpec.Exact exact -> version != null && version.compareTo(exact.version()) == 0;
            case RegistrySpec.InRange range ->
                version != null && (range.isAny() || range.range().satisfies(version));
            case RegistrySpec.Tagged tagged -> true;
        };
        return fits ? versions.offer(text) : null;
    }

    /** The version that {@link #choose} would take; null if there is none. For looking ahead: nobody is told. */
    @Nullable
    Offer peek(PackageVersions versions, RegistrySpec spec) {
        return pick(versions, spec.wanted(), limitFor(versions));
    }

    /** As {@link #peek}, after a look at everything that {@link #choose} looks at: for whoever notes what that is. */
    @Nullable
    Offer foresee(PackageVersions versions, RegistrySpec spec) {
        if (limitFor(versions) != null) {
            Offer _ = pick(versions, spec.wanted(), null);
        }
        return peek(versions, spec);
    }

    /** Whether there is a version for a wish, if only in days to come. */
    boolean isThere(PackageVersions versions, RegistrySpec spec) {
        return pick(versions, spec.wanted(), null) != null;
    }

    private @Nullable Instant limitFor(PackageVersions versions) {
        boolean exempt = versions.areHosted() || ageExempt.contains(versions.name());
        if (cutoff == null || (cutoff.reason() == Cutoff.Reason.AGE && exempt)) {
            return null;
        }
        return cutoff.at();
    }

    /** The version that {@code latest} stands for, as far as the cutoff lets it; null if there is none. */
    public @Nullable Version latest(PackageVersions versions) {
        Offer offer = peek(versions, new RegistrySpec(versions.name(), new RegistrySpec.Tagged("latest")));
        return offer == null ? null : Version.parse(offer.manifest().version(), NpmSpecs.LOOSE);
    }

    /** The version that a wish stands for now; null if there is none. */
    public @Nullable Version wanted(PackageVersions versions, PackageSpec.Registry wish) {
        return versionOf(peek(versions, new NpmSpecs(NpmSpecs.Peers.INSTALLED).ofRegistry(wish)));
    }

    /** The version that would be taken if anything would do; null if there is none. */
    public @Nullable Version best(PackageVersions versions) {
        Range any = Range.parse("*", NpmSpecs.LOOSE);
        return any == null
                ? null
                : versionOf(peek(versions, new RegistrySpec(versions.name(), new RegistrySpec.InRange(any, "*"))));
    }

    private static @Nullable Version versionOf(@Nullable Offer offer) {
        return offer == null ? null : Version.parse(offer.manifest().version(), NpmSpecs.LOOSE);
    }

    boolean isEngineFit(PackageManifest manifest) {
        return unmetEngine(manifest) == null;
    }

    /** What a package wants of the Node.js or the npm that it meets here, and does not get, in words; null if there is nothing. */
    @Nullable
    String unmetEngine(PackageManifest manifest) {
        JsonObject engines = manifest.json().object("engines");
        if (engines == null) {
            return null;
        }
        String node = engines.string("node");
        if (node != null && !isFit(node, nodeVersion())) {
            return "node " + node;
        }
        String npm = engines.string("npm");
        return npm == null || isFit(npm, NPM) ? null : "npm " + npm + ", and DX is like npm " + NPM;
    }

    private boolean isFit(String wanted, @Nullable Version version) {
        if (wanted.isEmpty() || version == null) {
            return true;
        }
        return engineFits.computeIfAbsent(version + " " + wanted, text -> {
            Range range = Range.parse(wanted, NpmSpecs.WITH_PRERELEASES);
            return range != null && range.satisfies(version);
        });
    }

    private @Nullable Offer pick(PackageVersions versions, RegistrySpec.Wanted wanted, @Nullable Instant limit) {
        return switch (wanted) {
            case RegistrySpec.Tagged tagged -> pickTagged(versions, tagged.tag(), limit);
            case RegistrySpec.Exact exact -> {
                String text = exact.version().toString();
                Offer offer = versions.offer(text);
                yield offer != null && isOldEnough(versions, text, limit) ? offer : null;
            }
            case RegistrySpec.InRange range -> pickInRange(versions, range, limit);
        };
    }

    private @Nullable Offer pickTagged(PackageVersions versions, String tag, @Nullable Instant limit) {
        String version = versions.tags().get(tag);
        if (version == null) {
            return null;
        }
        if (isOldEnough(versions, version, limit)) {
            return versions.offer(version);
        }
        Range upTo = Range.parse("<=" + version, NpmSpecs.LOOSE);
        return upTo == null ? null : pickInRange(versions, new RegistrySpec.InRange(upTo, "<=" + version), limit);
    }

    private @Nullable Offer pickInRange(
            PackageVersions versions, RegistrySpec.InRange wanted, @Nullable Instant limit) {
        String tagged = versions.tags().get(defaultTag);
        Version taggedVersion = tagged == null ? null : Version.parse(tagged, NpmSpecs.LOOSE);
        if (tagged != null
                && taggedVersion != null
                && (wanted.isAny() || wanted.range().satisfies(taggedVersion))
                && isOldEnough(versions, tagged, limit)) {
            Offer offer = versions.offer(tagged);
            if (offer != null && isRecommended(offer)) {
                return offer;
            }
        }
        Offer fitting = null;
        Offer undeprecated = null;
        Offer highest = null;
        for (PackageVersions.Candidate candidate : versions.descending()) {
            if (!wanted.range().satisfies(candidate.version()) || !isOldEnough(versions, candidate.text(), limit)) {
                continue;
            }
            Offer offer = versions.offer(candidate.text());
            if (offer == null) {
                continue;
            }
            if (isRecommended(offer)) {
                return offer;
            }
            highest = highest == null ? offer : highest;
            if (fitting == null && isEngineFit(offer.manifest())) {
                fitting = offer;
            }
            if (undeprecated == null && offer.manifest().deprecated() == null) {
                undeprecated = offer;
            }
        }
        if (fitting != null) {
            return fitting;
        }
        return undeprecated != null ? undeprecated : highest;
    }

    private boolean isRecommended(Offer offer) {
        return offer.manifest().deprecated() == null && isEngineFit(offer.manifest());
    }

    /** Where a registry does not say when a version was published, it is taken for old enough, as npm does. */
    private static boolean isOldEnough(PackageVersions versions, String version, @Nullable Instant limit) {
        if (limit == null) {
            return true;
        }
        Instant published = versions.publishedAt(version);
        return published == null || !published.isAfter(limit);
    }

    private static String ageOf(PackageVersions versions, Offer offer) {
        Instant published = versions.publishedAt(offer.manifest().version());
        if (published == null) {
            return "";
        }
        Duration age = Duration.between(published, Instant.now());
        return age.toHours() >= 1
                ? " (" + age.toHours() + " h ago)"
                : " (" + Math.max(0, age.toMinutes()) + " min ago)";
    }

    private static DxException notFound(PackageVersions versions, RegistrySpec spec, TreeNode asking) {
        String latest = versions.tags().get("latest");
        return new DxException(
                ErrorCode.DX_NOT_FOUND,
                spec + ": no such version" + by(asking),
                latest == null
                        ? "Ask for a version that exists."
                        : "Ask for a version that exists; the latest is " + latest + ".");
    }

    private static DxException tooLate(RegistrySpec spec, Offer youngest, Instant limit, TreeNode asking) {
        return new DxException(
                ErrorCode.DX_NOT_FOUND,
                spec + ": no such version before " + limit + by(asking),
                "Name a later day; " + youngest.manifest().version() + " was published after this one.");
    }

    private static DxException tooYoung(PackageVersions versions, RegistrySpec spec, Offer youngest, TreeNode asking) {
        return new DxException(
                ErrorCode.DX_TOO_YOUNG,
                spec + ": " + youngest.manifest().version() + " was published too recently" + ageOf(versions, youngest)
                        + by(asking),
                "Wait, ask for an older version, or set min-release-age=0 in .npmrc if you trust it.");
    }

    private static String by(TreeNode asking) {
        return asking.isRoot() ? "" : ", wanted by " + asking.manifest();
    }
}
