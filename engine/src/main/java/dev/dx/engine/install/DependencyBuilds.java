package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.BuiltRecord;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.script.ScriptedPackage;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.tree.FilledTree;
import dev.dx.engine.install.tree.TreePlan;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.script.NodeRuntime;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptOutput;
import dev.dx.engine.script.ScriptRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs the approved scripts of dependencies in a tree that is not yet the project's. What they made of a package is taken
 * over from the tree before, where that was made of the same content for the same platform and Node.js. Should a script
 * fail, the package is left out if it is optional; else nothing of the new tree becomes the project's.
 */
final class DependencyBuilds {
    private static final List<String> EVENTS = List.of("preinstall", "install", "postinstall");
    private static final long USUAL_MINUTES = 60;

    private final Environment environment;
    private final NpmConfig config;
    private final ScriptHost host;
    private final InstallRequest request;
    private final InstallLog log;
    private final List<ScriptedPackage> packages;
    private final String runtime;
    private @Nullable ScriptRunner runner;

    /** @param packages whose scripts are approved, each after those it depends on */
    DependencyBuilds(
            Environment environment,
            NpmConfig config,
            ScriptHost host,
            InstallRequest request,
            List<ScriptedPackage> packages,
            InstallLog log) {
        this.environment = environment;
        this.config = config;
        this.host = host;
        this.request = request;
        this.log = log;
        this.packages = config.ignoreScripts() ? List.of() : List.copyOf(packages);
        this.runtime = this.packages.isEmpty() ? "" : runtime(environment);
    }

    /** What something has to be built for to run here. */
    static String runtime(Environment environment) {
        NodeRuntime node = NodeRuntime.find(environment);
        return environment.platform() + " " + (node == null ? "" : node.abi());
    }

    /** Packages whose scripts change their files. */
    Set<TreeNode> nodes() {
        Set<TreeNode> nodes = new HashSet<>();
        packages.forEach(built -> nodes.add(built.node()));
        return nodes;
    }

    /** Whether what stands was built as it should be. */
    boolean stand(Set<String> homes) {
        Set<String> all = new HashSet<>(homes);
        all.add("");
        return all.stream().allMatch(this::standIn);
    }

    /** Whether what stands in one folder was built as it should be. */
    boolean standIn(String home) {
        return !(request.change() instanceof Change.Rebuild) && wanted(home).equals(BuiltRecord.read(modules(home)));
    }

    /** Whether scripts have to run in the project's own tree, for which it has to be whole. */
    boolean haveToRun(Predicate<TreeNode> isMade) {
        Map<String, String> before = BuiltRecord.read(modules(""));
        return request.change() instanceof Change.Rebuild
                || packages.stream()
                        .map(ScriptedPackage::node)
                        .anyMatch(node -> TreePlan.homeOf(node).isEmpty() && isMade.test(node))
                || wanted("").entrySet().stream()
                        .anyMatch(built -> !built.getValue().equals(before.get(built.getKey())));
    }

    /** Writes down what was built in the project's own tree; answers whether there is anything. */
    boolean writeRecord(Path modules) {
        Map<String, String> built = wanted("");
        BuiltRecord.write(modules, built);
        return !built.isEmpty();
    }

    private Path modules(String home) {
        return request.project().resolve(home).resolve("node_modules");
    }

    private Map<String, String> wanted(String home) {
        Map<String, String> wanted = new TreeMap<>();
        packages.stream()
                .filter(built -> TreePlan.homeOf(built.node()).equals(home))
                .forEach(built -> wanted.put(built.node().location(), fingerprint(built)));
        return wanted;
    }

    private String fingerprint(ScriptedPackage built) {
        return built.id() + " " + built.content().integrity() + " " + runtime;
    }

    /** Builds what stands in one folder's new tree; answers optional packages that could not be built and are gone. */
    Set<TreeNode> run(String home, Path staged) {
        Map<String, String> before = BuiltRecord.read(modules(home));
        Map<String, String> wanted = wanted(home);
        Map<ScriptedPackage, Path> toBuild = new LinkedHashMap<>();
        for (ScriptedPackage built : packages) {
            TreeNode node = built.node();
            if (!TreePlan.homeOf(node).equals(home)) {
                continue;
            }
            Path inside = FilledTree.inModules(home, node);
            Path old = modules(home).resolve(inside);
            boolean same = fingerprint(built).equals(before.get(node.location()));
            if (same && !isAskedFor(built) && Files.isDirectory(old)) {
                BuiltFolder.takeOver(old, staged.resolve(inside));
            } else {
                toBuild.put(built, staged.resolve(inside));
            }
        }
        Set<TreeNode> failed = toBuild.isEmpty() ? Set.of() : build(toBuild);
        failed.forEach(node -> {
            wanted.remove(node.location());
            BuiltFolder.delete(staged, staged.resolve(FilledTree.inModules(home, node)));
        });
        BuiltRecord.write(staged, wanted);
        return failed;
    }

    private boolean isAskedFor(ScriptedPackage built) {
        return request.change() instanceof Change.Rebuild(List<String> names)
                && (names.isEmpty() || names.contains(built.id().name()));
    }

    private Set<TreeNode> build(Map<ScriptedPackage, Path> folders) {
        log.stage(Stage.BUILD);
        Set<TreeNode> failed = new HashSet<>();
        for (String event : EVENTS) {
            folders.forEach((built, folder) -> {
                String command = built.scripts().command(event, folder);
                if (command == null || failed.contains(built.node())) {
                    return;
                }
                int exit = run(Script.of(folder, built.scripts(), event, command, List.of())
                        .with(variables(built)));
                if (exit == 0) {
                    return;
                }
                String what = built.id() + ": its script " + event + " exited with " + exit + ": " + command;
                if (!built.node().flags().isOptional()) {
                    throw new DxException(
                            ErrorCode.DX_SCRIPT,
                            what,
                            "Nothing was changed. See what it printed; ignore-scripts=true in .npmrc installs"
                                    + " without scripts.");
                }
                log.warning(what + "; the package is optional, and left out");
                failed.add(built.node());
            });
        }
        return failed;
    }

    private int run(Script script) {
        DxException.checkCancelled();
        ScriptRunner known = runner;
        if (known == null) {
            known = new ScriptRunner(environment, config, host.caller(), request.project());
            runner = known;
        }
        ScriptOutput output = config.flag("foreground-scripts", false)
                ? host.listener().starting(script)
                : ScriptHost.starting(script, log);
        int exit = known.run(script, output, limit());
        log.accept(new InstallEvent.ScriptEnded(script.owner().title(), script.event(), exit));
        return exit;
    }

    private @Nullable Duration limit() {
        String minutes = config.get("script-timeout");
        if (minutes == null || !minutes.matches("\\d{1,6}")) {
            return Duration.ofMinutes(USUAL_MINUTES);
        }
        return minutes.matches("0+") ? null : Duration.ofMinutes(Long.parseLong(minutes));
    }

    private static Map<String, String> variables(ScriptedPackage built) {
        TreeNode node = built.node();
        Map<String, String> variables = new TreeMap<>();
        variables.put("npm_package_resolved", node.resolved() == null ? "" : node.resolved());
        variables.put("npm_package_integrity", node.integrity() == null ? "" : node.integrity());
        boolean dev = node.flags().isDev();
        boolean optional = node.flags().isOptional();
        variables.put("npm_package_dev", dev ? "1" : "");
        variables.put("npm_package_optional", optional ? "1" : "");
        variables.put("npm_package_peer", node.flags().isPeer() ? "1" : "");
        variables.put("npm_package_dev_optional", node.flags().isDevOptional() && !dev && !optional ? "1" : "");
        return variables;
    }
}
