package dev.dx.engine.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs targets one after the other, each in a process of its own: {@code SEEDS WORK SECONDS NAMES}, where the names are those of
 * targets separated by commas, or {@code all}. What a target found is in {@code WORK/NAME/found}.
 */
final class FuzzRun {
    /** The class that each is given to, by the name of the folder that its first inputs are in. */
    static final Map<String, String> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put("pack", "dev.dx.engine.pack.PackFuzzer");
        TARGETS.put("table", "dev.dx.engine.pack.FileTableFuzzer");
        TARGETS.put("binary-lock", "dev.dx.engine.lock.BinaryLockFuzzer");
        TARGETS.put("layout-index", "dev.dx.engine.link.LayoutIndexFuzzer");
        TARGETS.put("tree-listing", "dev.dx.engine.link.TreeListingFuzzer");
        TARGETS.put("store-index", "dev.dx.engine.store.StoreIndexFuzzer");
        TARGETS.put("packument", "dev.dx.engine.npm.registry.PackumentFuzzer");
        TARGETS.put("packument-json", "dev.dx.engine.npm.registry.PackumentJsonFuzzer");
        TARGETS.put("packument-cache", "dev.dx.engine.npm.registry.PackumentCacheFuzzer");
        TARGETS.put("tar", "dev.dx.engine.store.TarFuzzer");
        TARGETS.put("package-lock", "dev.dx.engine.npm.lock.PackageLockFuzzer");
        TARGETS.put("npmrc", "dev.dx.engine.npm.config.NpmrcFuzzer");
        TARGETS.put("wire", "dev.dx.engine.wire.WireFuzzer");
        TARGETS.put("semver", "dev.dx.engine.npm.semver.SemverFuzzer");
    }

    private FuzzRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path seeds = Path.of(arguments[0]);
        Path work = Path.of(arguments[1]);
        List<String> names =
                arguments[3].equals("all") ? List.copyOf(TARGETS.keySet()) : List.of(arguments[3].split(",", -1));
        List<String> failed = new ArrayList<>();
        for (String name : names) {
            System.out.println("== " + name);
            if (run(name, seeds.resolve(name), work.resolve(name), arguments[2]) != 0) {
                failed.add(name);
            }
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("found something: " + String.join(", ", failed) + ", see " + work);
        }
    }

    private static int run(String name, Path seeds, Path work, String seconds)
            throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(work.resolve("corpus"));
        Path found = Files.createDirectories(work.resolve("found"));
        Path temporary = Files.createDirectories(work.resolve("tmp"));
        String target = TARGETS.get(name);
        if (target == null) {
            throw new IllegalArgumentException(name + " is none of " + TARGETS.keySet());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=dev.dx.engine.**",
                "--custom_hook_includes=dev.dx.engine.**",
                "--reproducer_path=" + found,
                corpus.toString()));
        if (Files.isDirectory(seeds)) {
            command.add(seeds.toString());
        }
        command.addAll(List.of(
                "-max_total_time=" + seconds,
                "-max_len=8192",
                "-timeout=120",
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                "-artifact_prefix=" + found + File.separator));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
