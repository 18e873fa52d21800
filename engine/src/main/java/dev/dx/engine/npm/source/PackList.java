package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder belong to the package in it, as npm packs it: what {@code files} names, without what
 * .npmignore, or else .gitignore, names, and a few that always or never belong to it. Links are never followed.
 */
public final class PackList {
    private static final List<String> NEVER_UNASKED = List.of(
            ".npmignore",
            ".gitignore",
            "**/.git",
            "**/.svn",
            "**/.hg",
            "**/CVS",
            "**/.git/**",
            "**/.svn/**",
            "**/.hg/**",
            "**/CVS/**",
            "/.lock-wscript",
            "/.wafpickle-*",
            "/build/config.gypi",
            "npm-debug.log",
            "**/.npmrc",
            ".*.swp",
            ".DS_Store",
            "**/.DS_Store/**",
            "._*",
            "**/._*/**",
            "*.orig",
            "/archived-packages/**");

    private static final List<String> STRICT = List.of(
            "/.git",
            "!/package.json",
            "!/readme{,.*[^~$]}",
            "!/copying{,.*[^~$]}",
            "!/license{,.*[^~$]}",
            "!/licence{,.*[^~$]}",
            "/.git",
            "/node_modules",
            ".npmrc",
            "/package-lock.json",
            "/yarn.lock",
            "/pnpm-lock.yaml",
            "/bun.lockb");

    private static final int DEEPEST = 200;
    private static final int LARGEST_IGNORE_FILE = 1 << 20;

    /** Where rules come from, in the order they are asked; a later one overrules. */
    private enum Origin {
        NEVER_UNASKED,
        MANIFEST,
        NPMIGNORE,
        GITIGNORE,
        STRICT
    }

    /** How a package came to be looked at. */
    private enum Role {
        PROJECT,
        BUNDLED
    }

    private final Path root;
    private final SortedSet<String> files = new TreeSet<>();
    private final Set<Path> packages = new HashSet<>();

    private PackList(Path root) {
        this.root = root;
    }

    /** The paths below the folder, separated by slashes, in order. */
    public static SortedSet<String> of(Path folder, PackageManifest manifest) {
        try {
            PackList list = new PackList(folder);
            list.addPackage(folder, manifest, Role.PROJECT);
            return list.files;
        } catch (IOException failure) {
            throw DxException.io(folder.toString(), failure);
        }
    }

    private void addPackage(Path folder, PackageManifest manifest, Role role) throws IOException {
        if (!packages.add(folder)) {
            return;
        }
        new Walk(folder, manifest, role).run();
        Set<String> inside = role == Role.PROJECT
                ? manifest.bundled()
                : union(
                        manifest.dependencies().keySet(),
                        manifest.optionalDependencies().keySet());
        for (String name : inside) {
            boolean counts = manifest.dependencies().containsKey(name)
                    || manifest.optionalDependencies().containsKey(name);
            Path dependency = counts ? installed(folder, name) : null;
            PackageManifest its = dependency == null ? null : manifestIn(dependency);
            if (dependency != null && its != null) {
                addPackage(dependency, its, Role.BUNDLED);
            }
        }
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** Where Node.js would find the package from that folder, without leaving the root. */
    private @Nullable Path installed(Path from, String name) {
        for (Path folder = from; folder != null && folder.startsWith(root); folder = folder.getParent()) {
            Path candidate = folder.resolve("node_modules").resolve(name).normalize();
            if (candidate.startsWith(folder.resolve("node_modules"))
                    && isPlainFolder(root, candidate)
                    && Files.isRegularFile(candidate.resolve("package.json"), LinkOption.NOFOLLOW_LINKS)) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether no step from the root to there is a link. */
    private static boolean isPlainFolder(Path root, Path folder) {
        Path at = root;
        for (Path step : root.relativize(folder)) {
            at = at.resolve(step);
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable PackageManifest manifestIn(Path folder) throws IOException {
        try {
            return PackageManifest.of(JsonReader.readObject(Files.readString(folder.resolve("package.json"))));
        } catch (JsonReader.MalformedJsonException | java.nio.charset.MalformedInputException notAPackage) {
            return null;
        }
    }

    /** One package and its folders. */
    private final class Walk {
        private final Path top;
        private final PackageManifest manifest;
        private final Role role;
        private final List<String> required = new ArrayList<>();

        Walk(Path top, PackageManifest manifest, Role role) {
            this.top = top;
            this.manifest = manifest;
            this.role = role;
        }

        void run() throws IOException {
            Map<Origin, List<Glob>> rules = new EnumMap<>(Origin.class);
            if (role == Role.PROJECT) {
                rules.put(Origin.NEVER_UNASKED, parse(NEVER_UNASKED));
            }
            List<String> strict = new ArrayList<>(STRICT);
            JsonArray named = manifest.json().array("files");
            if (named != null) {
                rules.put(Origin.MANIFEST, parse(named(named.strings(), strict)));
            } else if (role == Role.PROJECT) {
                readIgnoreFiles(top, rules);
            }
            for (String key : List.of("browser", "main")) {
                String path = manifest.json().string(key);
                if (path != null && !path.isEmpty()) {
                    strict.add("!/" + path);
                }
            }
            manifest.bins().values().forEach(path -> strict.add("!/" + path));
            rules.put(Origin.STRICT, parse(strict));
            walk(new Folder(null, top, "", rules, required, false), 0);
        }

        /** The rules that {@code files} stands for; files it names are not to be ignored by anything. */
        private List<String> named(List<String> entries, List<String> strict) {
            List<String> rules = new ArrayList<>();
            rules.add("*");
            for (String entry : entries) {
                String file = entry.startsWith("./") ? entry.substring(1) : entry;
                file = file.endsWith("/*") ? file + "*" : file;
                String kept = "!" + file;
                String plain = file.replaceFirst("^!+", "");
                BasicFileAttributes attributes = attributes(plain);
                if (attributes == null) {
                    rules.add(kept);
                } else if (attributes.isRegularFile()) {
                    strict.addFirst(kept);
                    required.add(file.startsWith("/") ? file.substring(1) : file);
                } else if (attributes.isDirectory()) {
                    rules.add(kept);
                    rules.add(kept + "/**");
                }
            }
            return rules;
        }

        private @Nullable BasicFileAttributes attributes(String path) {
            try {
                Path file = top.resolve(path.replaceFirst("^/+", "")).normalize();
                return file.startsWith(top)
                        ? Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        : null;
            } catch (IOException | java.nio.file.InvalidPathException aPattern) {
                return null;
            }
        }

        private void walk(Folder folder, int depth) throws IOException {
            DxException.checkCancelled();
            if (depth > DEEPEST) {
                return;
            }
            for (Path path : entriesOf(folder.path())) {
                String name = path.getFileName().toString();
                boolean asFile = folder.keeps(name, false, null);
                boolean asFolder = folder.keeps(name, true, null);
                if ((!asFile && !asFolder) || name.indexOf('*') >= 0) {
                    continue;
                }
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    if (asFolder) {
                        walk(inner(folder, path, name, asFile), depth + 1);
                    }
                } else if (asFile && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(slashes(root.relativize(path)));
                }
            }
        }

        private Folder inner(Folder parent, Path path, String name, boolean asFile) throws IOException {
            Map<Origin, List<Glob>> rules = new EnumMap<>(Origin.class);
            List<String> inside = new ArrayList<>();
            for (String file : parent.required()) {
                if (file.startsWith(name + "/") && file.indexOf('/', name.length() + 1) < 0) {
                    inside.add(file.substring(name.length() + 1));
                }
            }
            // In a package with workspaces npm looks for no ignore files below the top.
            if (manifest.json().get("workspaces") == null) {
                rules.put(Origin.NEVER_UNASKED, parse(NEVER_UNASKED));
                readIgnoreFiles(path, rules);
                List<String> strict = new ArrayList<>();
                strict.add("/.git");
                inside.forEach(file -> strict.add("!" + file));
                rules.put(Origin.STRICT, parse(strict));
            }
            boolean exact = asFile || parent.keeps(name + "/", false, null);
            return new Folder(parent, path, name, rules, inside, exact);
        }
    }

    private static List<Path> entriesOf(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        return entries;
    }

    private static void readIgnoreFiles(Path folder, Map<Origin, List<Glob>> rules) throws IOException {
        List<Glob> npmignore = readRules(folder.resolve(".npmignore"));
        List<Glob> gitignore = npmignore == null ? readRules(folder.resolve(".gitignore")) : null;
        if (npmignore != null) {
            rules.put(Origin.NPMIGNORE, npmignore);
        } else if (gitignore != null) {
            rules.put(Origin.GITIGNORE, gitignore);
        }
    }

    private static @Nullable List<Glob> readRules(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST_IGNORE_FILE) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        return parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList());
    }

    private static List<Glob> parse(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Glob::parse)
                .toList();
    }

    private static String slashes(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    /**
     * A folder with the rules that begin to hold in it.
     *
     * @param required files right in it that are packed whatever the rules say
     * @param exact whether it was named itself, so that its own rules may keep what those above would not
     */
    private record Folder(
            @Nullable Folder parent,
            Path path,
            String name,
            Map<Origin, List<Glob>> rules,
            List<String> required,
            boolean exact) {
        /**
         * Whether an entry belongs to the package.
         *
         * @param asFolder whether it counts as well if something below it may belong to it
         * @param ownName the entry's own name, where {@code entry} is a path
         */
        boolean keeps(String entry, boolean asFolder, @Nullable String ownName) {
            boolean kept = true;
            if (parent != null) {
                kept = parent.keeps(name + "/" + entry, asFolder, ownName == null ? entry : ownName);
                if (!kept && !exact) {
                    return false;
                }
            }
            for (Origin origin : Origin.values()) {
                for (Glob rule : rules.getOrDefault(origin, List.of())) {
                    if (rule.isNegated() != kept && matches(rule, entry, asFolder, ownName)) {
                        kept = rule.isNegated();
                    }
                }
            }
            return kept;
        }

        private static boolean matches(Glob rule, String entry, boolean asFolder, @Nullable String ownName) {
            if (rule.matches("/" + entry) || rule.matches(entry)) {
                return true;
            }
            if (!asFolder) {
                return false;
            }
            return matchesFolder(rule, entry) || (ownName != null && rule.isRelative() && matchesFolder(rule, ownName));
        }

        private static boolean matchesFolder(Glob rule, String entry) {
            return rule.matches("/" + entry + "/")
                    || rule.matches(entry + "/")
                    || (rule.isNegated() && (rule.couldLeadTo("/" + entry) || rule.couldLeadTo(entry)));
        }
    }
}
