package dev.dx.engine.install;

import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A registry and a project drawn by lot: the same seed draws the same packages, manifest and changes. Packages wish for
 * each other in every way there is, also in circles and beyond what can be had.
 */
final class SeededRegistry {
    /** Names whose order differs between code points and npm's collation. */
    private static final List<String> NAMES = List.of(
            "ash", "b-b", "bb", "b.b", "b_b", "@s/ash", "@s/zed", "cedar", "d0", "d10", "d9", "elm", "fig", "zed",
            "@t/b");

    private static final List<String> VERSIONS = List.of(
            "0.1.0",
            "0.1.3",
            "0.2.0",
            "1.0.0",
            "1.0.1",
            "1.1.0",
            "1.2.0-beta.1",
            "1.2.0",
            "2.0.0-rc.0",
            "2.0.0",
            "2.1.0",
            "3.0.0-alpha",
            "3.0.0");

    /** What happens to the project after its first install. */
    sealed interface Step {
        record Add(List<String> specs) implements Step {}

        record Remove(List<String> names) implements Step {}

        /** Somebody edits package.json, then installs. */
        record Edit(String manifest) implements Step {}
    }

    private record Wish(String kind, String name, String spec) {}

    private final Random random;
    private final List<String> names;
    private final Map<String, List<String>> versions = new TreeMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<TestPackage> packages = new ArrayList<>();
    private final Map<String, Map<String, String>> manifest = new LinkedHashMap<>();
    private final List<String> optionalPeers = new ArrayList<>();
    private final List<String> npmrc = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, String> members = new TreeMap<>();
    private final String overrides;
    private final String initialManifest;

    SeededRegistry(long seed) {
        // Neighbouring seeds draw alike at first.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<String> shuffled = new ArrayList<>(NAMES);
        Collections.shuffle(shuffled, random);
        names = shuffled.subList(0, 4 + random.nextInt(NAMES.size() - 4));
        names.forEach(name -> versions.put(name, drawVersions()));
        for (String name : names) {
            if (random.nextInt(4) == 0) {
                tags.put(name, one(versionsOf(name)));
            }
        }
        names.forEach(this::drawPackage);
        drawManifest();
        drawConfiguration();
        // Each on some seeds only, and drawn from lots of their own, so that all else stays what it is.
        if (seed % 5 == 0) {
            drawMembers(new Random(seed * 0x9E3779B97F4A7C15L + 1));
        }
        overrides = seed % 4 == 1 ? drawOverrides(new Random(seed * 0x9E3779B97F4A7C15L + 2)) : "";
        if (seed % 7 == 0) {
            npmrc.add("prefer-dedupe=true");
        }
        initialManifest = written();
        drawSteps();
    }

    void publish(LocalRegistry registry) {
        packages.forEach(registry::publish);
        tags.forEach((name, version) -> registry.distTag(name, "next", version));
        for (String name : names) {
            if (Math.floorMod(name.hashCode() + versionsOf(name).hashCode(), 5) == 0) {
                registry.distTag(name, "latest", versionsOf(name).getFirst());
            }
        }
    }

    /** package.json of the project before its first install. */
    String manifest() {
        return initialManifest;
    }

    private String written() {
        StringBuilder json = new StringBuilder("{\n  \"name\": \"drawn\",\n  \"version\": \"1.0.0\"");
        if (!members.isEmpty()) {
            json.append(",\n  \"workspaces\": [\n    \"members/*\"\n  ]");
        }
        if (!overrides.isEmpty()) {
            json.append(",\n  \"overrides\": ").append(overrides);
        }
        manifest.forEach((kind, wishes) -> {
            if (!wishes.isEmpty()) {
                json.append(",\n  \"").append(kind).append("\": {\n");
                json.append(wishes.entrySet().stream()
                        .map(wish -> "    \"" + wish.getKey() + "\": \"" + wish.getValue() + "\"")
                        .collect(Collectors.joining(",\n")));
                json.append("\n  }");
            }
        });
        List<String> meta = optionalPeers.stream()
                .filter(manifest.getOrDefault("peerDependencies", Map.of())::containsKey)
                .toList();
        if (!meta.isEmpty()) {
            json.append(",\n  \"peerDependenciesMeta\": {\n");
            json.append(meta.stream()
                    .map(name -> "    \"" + name + "\": {\n      \"optional\": true\n    }")
                    .collect(Collectors.joining(",\n")));
            json.append("\n  }");
        }
        return json.append("\n}\n").toString();
    }

    /** package.json of each member of the workspace, by path. */
    Map<String, String> members() {
        return members;
    }

    String npmrc() {
        return npmrc.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    List<Step> steps() {
        return steps;
    }

    /** All that was drawn, a package a line. */
    String description() {
        StringBuilder text = new StringBuilder();
        for (TestPackage each : packages) {
            text.append(each.packageJson().replaceAll("\\s+", " ")).append('\n');
        }
        return text.append("next: ")
                .append(tags)
                .append('\n')
                .append(npmrc())
                .append(manifest())
                .append(members)
                .append('\n')
                .append(steps)
                .append('\n')
                .toString();
    }

    private List<String> drawVersions() {
        int count = 1 + random.nextInt(5);
        List<String> drawn = new ArrayList<>(VERSIONS);
        Collections.shuffle(drawn, random);
        List<String> kept = new ArrayList<>(VERSIONS);
        kept.retainAll(drawn.subList(0, count));
        return kept;
    }

    private void drawPackage(String name) {
        for (String version : versionsOf(name)) {
            TestPackage.Builder builder = TestPackage.named(name, version);
            int wishes = random.nextInt(5);
            for (int i = 0; i < wishes; i++) {
                Wish wish = drawWish(name);
                switch (wish.kind()) {
                    case "optional" -> builder.optionalDependency(wish.name(), wish.spec());
                    case "peer" -> builder.peerDependency(wish.name(), wish.spec());
                    case "peerOptional" ->
                        builder.peerDependency(wish.name(), wish.spec()).peerMeta(wish.name());
                    default -> builder.dependency(wish.name(), wish.spec());
                }
            }
            switch (random.nextInt(40)) {
                case 0, 1, 2 -> builder.deprecated("use another");
                case 3 -> builder.engine("node", ">=99");
                case 4 -> builder.os("darwin");
                case 5 -> builder.cpu("arm64");
                case 6 -> builder.bin(name.substring(name.indexOf('/') + 1), "index.js");
                case 7 -> builder.installScript("exit 1");
                default -> builder.field("license", "MIT");
            }
            packages.add(builder.build());
        }
    }

    private Wish drawWish(String from) {
        int lot = random.nextInt(20);
        String kind = lot < 11 ? "prod" : lot < 13 ? "optional" : lot < 18 ? "peer" : "peerOptional";
        String name = one(names);
        if (name.equals(from)) {
            name = one(names);
        }
        if (kind.equals("optional") && random.nextInt(8) == 0) {
            return new Wish(kind, "gone", "^1.0.0");
        }
        if (kind.equals("prod") && random.nextInt(12) == 0) {
            return new Wish(kind, one(names), "npm:" + name + "@" + drawSpec(name));
        }
        return new Wish(kind, name, drawSpec(name));
    }

    private String drawSpec(String name) {
        String version = one(versionsOf(name));
        String major = version.substring(0, version.indexOf('.'));
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> "*";
            case 3, 4, 5 -> "^" + version;
            case 6 -> "~" + version;
            case 7 -> version;
            case 8 -> ">=" + version;
            case 9 -> "<=" + version;
            case 10 -> major + " || " + one(versionsOf(name));
            case 11 -> tags.containsKey(name) ? "next" : "latest";
            case 12 -> version.contains("-") ? ">=" + version + " <4" : major + ".x";
            default -> random.nextInt(20) == 0 ? "^9.0.0" : "latest";
        };
    }

    private void drawManifest() {
        fill("dependencies", 1 + random.nextInt(5));
        fill("devDependencies", random.nextInt(4));
        fill("optionalDependencies", random.nextInt(8) == 0 ? 1 : 0);
        fill("peerDependencies", random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0);
        for (String peer : wishesIn("peerDependencies").keySet()) {
            if (random.nextInt(3) == 0) {
                optionalPeers.add(peer);
            }
        }
    }

    private List<String> versionsOf(String name) {
        return versions.getOrDefault(name, List.of());
    }

    private Map<String, String> wishesIn(String kind) {
        return manifest.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    private void fill(String kind, int count) {
        Map<String, String> wishes = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = one(names);
            boolean taken = manifest.values().stream().anyMatch(other -> other.containsKey(name));
            if (!taken) {
                wishes.put(name, drawSpec(name));
            }
        }
        manifest.put(kind, wishes);
    }

    private void drawConfiguration() {
        switch (random.nextInt(10)) {
            case 0 -> npmrc.add("legacy-peer-deps=true");
            case 1 -> npmrc.add("strict-peer-deps=true");
            default -> {}
        }
        if (random.nextInt(15) == 0) {
            npmrc.add("engine-strict=true");
        }
    }

    private void drawMembers(Random lots) {
        List<String> called = List.of("one", "@m/two", "three").subList(0, 1 + lots.nextInt(3));
        for (String name : called) {
            Map<String, String> wishes = new TreeMap<>();
            for (int i = lots.nextInt(4); i > 0; i--) {
                String wished = names.get(lots.nextInt(names.size()));
                List<String> offered = versionsOf(wished);
                wishes.put(wished, (lots.nextBoolean() ? "^" : "") + offered.get(lots.nextInt(offered.size())));
            }
            if (lots.nextInt(2) == 0) {
                String other = called.get(lots.nextInt(called.size()));
                if (!other.equals(name)) {
                    wishes.put(other, lots.nextBoolean() ? "*" : "^1.0.0");
                }
            }
            String kind = List.of("dependencies", "devDependencies", "peerDependencies")
                    .get(lots.nextInt(3));
            String list = wishes.entrySet().stream()
                    .map(wish -> "    \"" + wish.getKey() + "\": \"" + wish.getValue() + "\"")
                    .collect(Collectors.joining(",\n"));
            members.put(
                    "members/" + name.substring(name.indexOf('/') + 1) + "/package.json",
                    "{\n  \"name\": \"" + name + "\",\n  \"version\": \"1." + lots.nextInt(3) + ".0\",\n  \"" + kind
                            + "\": {\n" + list + "\n  }\n}\n");
        }
    }

    private String drawOverrides(Random lots) {
        List<String> rules = new ArrayList<>();
        List<String> left = new ArrayList<>(names);
        Collections.shuffle(left, lots);
        List<String> direct = List.copyOf(wishesIn("dependencies").keySet());
        for (int i = 1 + lots.nextInt(2); i > 0 && !left.isEmpty(); i--) {
            String name = left.removeFirst();
            String inner = names.get(lots.nextInt(names.size()));
            String version = drawOffered(name, lots);
            String innerVersion = drawOffered(inner, lots);
            rules.add(
                    switch (lots.nextInt(6)) {
                        case 0, 1 -> "\"" + name + "\": \"" + version + "\"";
                        case 2 -> "\"" + name + "\": {\n      \"" + inner + "\": \"" + innerVersion + "\"\n    }";
                        case 3 ->
                            "\"" + name + "\": {\n      \".\": \"" + version + "\",\n      \"" + inner + "\": \""
                                    + innerVersion + "\"\n    }";
                        case 4 -> "\"" + name + "@" + drawOffered(name, lots) + "\": \"" + version + "\"";
                        default ->
                            direct.isEmpty()
                                    ? "\"" + name + "\": \"*\""
                                    : "\"" + name + "\": \"$" + direct.get(lots.nextInt(direct.size())) + "\"";
                    });
        }
        return rules.stream().map(rule -> "    " + rule).collect(Collectors.joining(",\n", "{\n", "\n  }"));
    }

    private String drawOffered(String name, Random lots) {
        List<String> offered = versionsOf(name);
        return (lots.nextInt(3) == 0 ? "^" : "") + offered.get(lots.nextInt(offered.size()));
    }

    private void drawSteps() {
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = one(names);
            switch (random.nextInt(3)) {
                case 0 -> {
                    String spec = random.nextBoolean() ? name : name + "@" + one(versionsOf(name));
                    steps.add(new Step.Add(List.of(spec)));
                    wishesIn("dependencies").putIfAbsent(name, "*");
                }
                case 1 -> {
                    List<String> present = manifest.values().stream()
                            .flatMap(wishes -> wishes.keySet().stream())
                            .toList();
                    if (!present.isEmpty()) {
                        String gone = one(present);
                        steps.add(new Step.Remove(List.of(gone)));
                        manifest.values().forEach(wishes -> wishes.remove(gone));
                    }
                }
                default -> {
                    manifest.values().forEach(wishes -> wishes.remove(name));
                    wishesIn(random.nextBoolean() ? "dependencies" : "devDependencies")
                            .put(name, drawSpec(name));
                    steps.add(new Step.Edit(written()));
                }
            }
        }
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
