package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.tree.Conflict;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the smallest change of a manifest that ends a conflict, by trying: another version of the direct dependency
 * that leads to the demand, another of the one that is in its way, both, or a rule among the overrides. What it names has
 * been resolved to the end.
 */
public final class NearestFix {
    private static final List<String> LISTS =
            List.of("devDependencies", "optionalDependencies", "dependencies", "peerDependencies");
    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@/:._~^+-]+");

    private static final int MOST_TRIALS = 20;
    private static final int MOST_VERSIONS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final VersionSource source;
    private final ResolveRules rules;
    private final Trial trial;
    private final Duration patience;
    private final Instant deadline;
    private int trials;
    /** Whether the last trial came to its end. */
    private boolean isSolved;

    /** Resolves the project as it would be with another manifest. */
    public interface Trial {
        /** The manifest as it is now, with what was asked for. */
        PackageManifest manifestIn(String folder);

        /** Names that were asked for by hand in this folder, whether they are saved yet or not. */
        Set<String> namedIn(String folder);

        /** The command that changes this manifest, up to where the packages are named. */
        String command(String folder);

        /**
         * @param watch may throw when it hears that something was placed, which ends the trial
         * @throws DxException if that cannot be resolved either
         */
        void resolve(String folder, PackageManifest manifest, ResolveListener watch);
    }

    public NearestFix(VersionSource source, ResolveRules rules, Trial trial) {
        this(source, rules, trial, PATIENCE);
    }

    /** @param patience how long trials may take together, but for the last one, which may take as long again */
    NearestFix(VersionSource source, ResolveRules rules, Trial trial, Duration patience) {
        this.patience = patience;
        this.deadline = Instant.now().plus(patience);
        this.source = source;
        this.rules = rules;
        this.trial = trial;
    }

    /** Versions to ask for, by the name of the direct dependency. */
    private record Change(String folder, Map<String, String> versions) {}

    /** The same failure; where it is a conflict, with what to do about it. */
    public DxException advise(DxException problem) {
        if (!(problem.getCause() instanceof PeerConflict cause)) {
            return problem;
        }
        Conflict conflict = cause.conflict();
        List<Change> found = changes(conflict);
        List<ConflictReport.Fix> fixes = found.stream()
                .map(change -> new ConflictReport.Fix(change.folder(), specs(change)))
                .toList();
        return new DxException(
                problem.code(), problem.what(), remedy(conflict, found), new PeerConflict(conflict, fixes));
    }

    private String remedy(Conflict conflict, List<Change> found) {
        if (!found.isEmpty()) {
            return "Tried, and it works: "
                    + found.stream().map(this::command).collect(Collectors.joining("; or else: ")) + ".";
        }
        if (folderOf(ConflictExplanation.chain(conflict.demand()).getFirst()) == null) {
            return ConflictExplanation.LAST_RESORT;
        }
        Conflict.Side side =
                conflict.sides().isEmpty() ? null : conflict.sides().getFirst();
        String rule = side == null ? null : tryOverride(conflict.demand(), side.present());
        return rule == null
                ? "No other version of either was found to fit. " + ConflictExplanation.LAST_RESORT
                : "No other version of either fits. Tried, and it resolves, at your own risk: " + rule
                        + " in package.json.";
    }

    private List<Change> changes(Conflict conflict) {
        Edge demanding = ConflictExplanation.chain(conflict.demand()).getFirst();
        String folder = folderOf(demanding);
        if (folder == null) {
            return List.of();
        }
        Conflict.Side side =
                conflict.sides().isEmpty() ? null : conflict.sides().getFirst();
        List<Change> found = new ArrayList<>();
        Filter demander = side != null && isDirect(demanding, conflict.demand())
                ? accepting(conflict.demand(), side.present())
                : any();
        add(found, tryVersions(folder, demanding, newer(demanding, demander)));
        if (side != null) {
            Edge blocking = ConflictExplanation.chain(ConflictExplanation.holding(conflict, side))
                    .getFirst();
            boolean itself = blocking.name().equals(conflict.demand().name());
            if (folder.equals(folderOf(blocking)) && !blocking.name().equals(demanding.name())) {
                Filter wanted = itself ? satisfying(conflict.demand().spec()) : newer(blocking, any());
                add(found, tryVersions(folder, blocking, wanted));
            }
        }
        if (found.isEmpty()) {
            add(found, tryVersions(folder, demanding, demander));
        }
        return found;
    }

    private static void add(List<Change> found, @Nullable Change change) {
        if (change != null) {
            found.add(change);
        }
    }

    /** Whether the demand is that of the direct dependency itself. */
    private static boolean isDirect(Edge demanding, Edge demand) {
        return demanding
                .name()
                .equals(ConflictExplanation.original(demand.from()).name());
    }

    private static @Nullable String folderOf(Edge direct) {
        TreeNode owner = ConflictExplanation.original(direct.from());
        return owner.isTop() ? owner.location() : null;
    }

    /** Which versions of a package are worth a trial. */
    private interface Filter {
        boolean test(PackageManifest manifest, Version version);
    }

    private static Filter any() {
        return (manifest, version) -> true;
    }

    /** Those whose own demand is met by what is there; older ones that had not thought of it yet are none. */
    private static Filter accepting(Edge demand, TreeNode present) {
        Version there = Version.parse(present.version(), NpmSpecs.LOOSE);
        return (manifest, version) -> {
            String spec = manifest.peerDependencies().get(demand.name());
            Range range = spec == null ? null : Range.parse(spec, NpmSpecs.LOOSE);
            return range != null && there != null && range.satisfies(there);
        };
    }

    /** Those after the one that is chosen now; of these one that demands nothing any more will do as well. */
    private static Filter newer(Edge direct, Filter filter) {
        return (manifest, version) -> {
            Version now = chosen(direct);
            return now != null
                    && version.compareTo(now) > 0
                    && (filter.test(manifest, version)
                            || manifest.peerDependencies().isEmpty());
        };
    }

    private static @Nullable Version chosen(Edge direct) {
        TreeNode now = direct.to();
        return now == null ? null : Version.parse(now.version(), NpmSpecs.LOOSE);
    }

    private static Filter satisfying(String spec) {
        Range range = Range.parse(spec, NpmSpecs.LOOSE);
        return (manifest, version) -> range != null && range.satisfies(version);
    }

    private @Nullable Change tryVersions(String folder, Edge direct, Filter filter) {
        RegistrySpec asked = registrySpec(direct);
        if (asked == null) {
            return null;
        }
        for (Version version : candidates(asked.name(), direct, filter)) {
            Map<String, String> versions = new LinkedHashMap<>();
            versions.put(direct.name(), "^" + version);
            Change change = new Change(folder, versions);
            Conflict next = attempt(change);
            if (next == null && isSolved) {
                return change;
            }
            Change both = next == null ? null : together(change, next, version);
            if (both != null) {
                return both;
            }
        }
        return null;
    }

    /** Where one step shows the next conflict, another direct dependency may have to come along in the same version. */
    private @Nullable Change together(Change change, Conflict next, Version version) {
        List<Edge> heads = new ArrayList<>();
        heads.add(ConflictExplanation.chain(next.demand()).getFirst());
        next.sides()
                .forEach(side ->
                        heads.add(ConflictExplanation.chain(side.demand()).getFirst()));
        for (Edge head : heads) {
            RegistrySpec asked = registrySpec(head);
            if (asked == null
                    || change.versions().containsKey(head.name())
                    || !change.folder().equals(folderOf(head))) {
                continue;
            }
            List<Version> same =
                    candidates(asked.name(), head, (manifest, candidate) -> candidate.major() == version.major());
            if (!same.isEmpty()) {
                Map<String, String> versions = new LinkedHashMap<>(change.versions());
                versions.put(head.name(), "^" + same.getFirst());
                Change both = new Change(change.folder(), versions);
                if (attempt(both) == null && isSolved) {
                    return both;
                }
            }
        }
        return null;
    }

    /** The highest of each major version that passes, less what the wish as it stands would give. */
    private List<Version> candidates(String name, Edge direct, Filter filter) {
        PackageVersions offered;
        try {
            offered = source.versionsOf(name);
        } catch (DxException cannotBeHad) {
            return List.of();
        }
        List<Version> candidates = new ArrayList<>();
        Set<Long> majors = new HashSet<>();
        TreeNode now = direct.to();
        for (PackageVersions.Candidate candidate : offered.descending()) {
            Version version = candidate.version();
            if (version.isPrerelease()
                    || majors.contains(version.major())
                    || (now != null && candidate.text().equals(now.version()))) {
                continue;
            }
            PackageVersions.Offer offer = rules.choice()
                    .peek(offered, new RegistrySpec(name, new RegistrySpec.Exact(version, candidate.text())));
            if (offer != null && filter.test(offer.manifest(), version)) {
                majors.add(version.major());
                candidates.add(version);
            }
            if (candidates.size() == MOST_VERSIONS) {
                break;
            }
        }
        return candidates;
    }

    private @Nullable RegistrySpec registrySpec(Edge direct) {
        try {
            return rules.specs().registrySpec(direct.name(), direct.spec());
        } catch (DxException notASpec) {
            return null;
        }
    }

    /** Whether the change ends all conflicts stands in {@link #isSolved}; returns the next conflict if that is one. */
    private @Nullable Conflict attempt(Change change) {
        JsonObject json = trial.manifestIn(change.folder()).json();
        for (Map.Entry<String, String> each : change.versions().entrySet()) {
            for (String list : LISTS) {
                JsonObject there = json.object(list);
                String present = there == null ? null : there.string(each.getKey());
                if (there != null && present != null) {
                    String spec = present.startsWith("npm:")
                            ? present.substring(0, Math.max(present.indexOf('@', 5), 4)) + "@" + each.getValue()
                            : each.getValue();
                    json = json.with(list, there.with(each.getKey(), new JsonValue.Text(spec)));
                    break;
                }
            }
        }
        return attempt(change.folder(), PackageManifest.of(json));
    }

    private @Nullable Conflict attempt(String folder, PackageManifest manifest) {
        isSolved = false;
        if (++trials > MOST_TRIALS || Instant.now().isAfter(deadline)) {
            return null;
        }
        try {
            trial.resolve(folder, manifest, watch());
            isSolved = true;
            return null;
        } catch (DxException worse) {
            DxException.checkCancelled();
            return worse.getCause() instanceof PeerConflict next ? next.conflict() : null;
        }
    }

    /** Whoever waits for advice shall not wait for a single trial that does not come to an end. */
    private ResolveListener watch() {
        Instant end = Instant.now().plus(patience);
        return new ResolveListener() {
            @Override
            public void placed(TreeNode node, int resolved, int pending) {
                if (Instant.now().isAfter(end)) {
                    throw new DxException(
                            ErrorCode.DX_CONFLICT, "a trial took too long", ConflictExplanation.LAST_RESORT);
                }
            }

            @Override
            public void note(String text) {}

            @Override
            public void warning(String text) {}
        };
    }

    /** A rule that gives the one who demands what is there. */
    private @Nullable String tryOverride(Edge demand, TreeNode present) {
        String who = ConflictExplanation.original(demand.from()).name();
        PackageManifest root = trial.manifestIn("");
        boolean own = LISTS.stream().anyMatch(list -> root.json().strings(list).containsKey(demand.name()));
        String value = own ? "$" + demand.name() : present.version();
        JsonObject there = root.json().object("overrides");
        JsonObject rules = there == null ? JsonObject.EMPTY : there;
        if (who.isEmpty() || value.isEmpty() || rules.get(who) != null) {
            return null;
        }
        JsonObject rule = JsonObject.ofStrings(Map.of(demand.name(), value));
        attempt("", PackageManifest.of(root.json().with("overrides", rules.with(who, rule))));
        return isSolved ? "\"overrides\": {\"" + who + "\": {\"" + demand.name() + "\": \"" + value + "\"}}" : null;
    }

    /** The command that makes the change, and all that was asked for besides. */
    private String command(Change change) {
        return trial.command(change.folder()) + " "
                + specs(change).stream()
                        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word + "'")
                        .collect(Collectors.joining(" "));
    }

    /** What is to be added: the change, and all that was asked for besides. */
    private List<String> specs(Change change) {
        Map<String, String> specs = new LinkedHashMap<>();
        PackageManifest manifest = trial.manifestIn(change.folder());
        for (String name : trial.namedIn(change.folder())) {
            LISTS.stream()
                    .map(list -> manifest.json().strings(list).get(name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(spec -> specs.put(name, spec.equals("*") ? "" : spec));
        }
        specs.putAll(change.versions());
        return specs.entrySet().stream()
                .map(spec -> spec.getValue().isEmpty() ? spec.getKey() : spec.getKey() + "@" + spec.getValue())
                .toList();
    }
}
