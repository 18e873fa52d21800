package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Lets npm and DX do the same to two copies of a project, and compares what they write or why they refuse. */
final class NpmParity {
    private static final Pattern NPM_CODE = Pattern.compile("npm error code (\\w+)");

    private final Path npmFolder;
    private final Path npmCache;
    private final TestProject dx;
    private final LocalRegistry registry;
    private boolean over;

    private NpmParity(Path root, LocalRegistry registry, SeededRegistry drawn) throws IOException {
        this.registry = registry;
        this.npmFolder = Files.createDirectories(root.resolve("npm/project"));
        this.npmCache = root.resolve("npm/cache");
        this.dx = TestProject.in(root.resolve("dx"), registry);
        writeBoth("package.json", drawn.manifest());
        writeBoth(".npmrc", drawn.npmrc());
        for (Map.Entry<String, String> member : drawn.members().entrySet()) {
            writeBoth(member.getKey(), member.getValue());
        }
    }

    /** What differs, empty if nothing does. */
    static String differences(long seed, Path root) throws IOException, InterruptedException {
        SeededRegistry drawn = new SeededRegistry(seed);
        try (LocalRegistry registry = LocalRegistry.start().without(LocalRegistry.Feature.ABBREVIATED)) {
            drawn.publish(registry);
            NpmParity parity = new NpmParity(root, registry, drawn);
            String difference = parity.compare("install", List.of(), new Change.Sync());
            for (SeededRegistry.Step step : drawn.steps()) {
                if (!difference.isEmpty() || parity.over) {
                    break;
                }
                difference = parity.compare(step);
            }
            return difference.isEmpty() ? "" : "seed " + seed + "\n" + drawn.description() + difference;
        }
    }

    private String compare(SeededRegistry.Step step) throws IOException, InterruptedException {
        String difference = switch (step) {
            case SeededRegistry.Step.Add add ->
                compare("install", add.specs(), new Change.Add(add.specs(), null, Change.Precision.CARET));
            case SeededRegistry.Step.Remove remove ->
                compare("uninstall", remove.names(), new Change.Remove(remove.names()));
            case SeededRegistry.Step.Edit edit -> {
                writeBoth("package.json", edit.manifest());
                yield compare("install", List.of(), new Change.Sync());
            }
        };
        return difference.isEmpty() ? "" : "after " + step + "\n" + difference;
    }

    private String compare(String command, List<String> arguments, Change change)
            throws IOException, InterruptedException {
        @Nullable String npmRefusal = npm(command, arguments);
        @Nullable DxException dxRefusal = null;
        try {
            dx.run(change);
        } catch (DxException refusal) {
            dxRefusal = refusal;
        }
        over = npmRefusal != null || dxRefusal != null;
        if (npmRefusal != null && npmRefusal.isEmpty()) {
            Assumptions.abort("npm failed without a code; there is nothing to compare with");
        }
        if (dxRefusal != null && dxRefusal.code() == ErrorCode.DX_UNSUPPORTED) {
            Assumptions.abort(dxRefusal.what());
        }
        if (over) {
            String ours = dxRefusal == null ? "done" : dxRefusal.code().name();
            String theirs = npmRefusal == null ? "done" : npmRefusal;
            return theirs.equals("done") || !ours.equals(meaning(theirs))
                    ? "npm: " + theirs + ", DX: " + (dxRefusal == null ? "done" : dxRefusal.getMessage()) + "\n"
                    : "";
        }
        return compareFile("package.json") + compareFile("package-lock.json");
    }

    private static String meaning(String npmCode) {
        return switch (npmCode) {
            case "ERESOLVE" -> ErrorCode.DX_CONFLICT.name();
            case "ETARGET", "E404" -> ErrorCode.DX_NOT_FOUND.name();
            case "EOVERRIDE" -> ErrorCode.DX_MANIFEST.name();
            case "EBADPLATFORM" -> ErrorCode.DX_PLATFORM.name();
            case "EBADENGINE" -> ErrorCode.DX_ENGINE.name();
            default -> npmCode;
        };
    }

    private String compareFile(String name) throws IOException {
        Path npmFile = npmFolder.resolve(name);
        String theirs = Files.exists(npmFile) ? Files.readString(npmFile) : "";
        String ours = dx.has(name) ? dx.read(name) : "";
        return theirs.equals(ours) ? "" : "--- npm's " + name + "\n" + theirs + "--- DX's\n" + ours;
    }

    private void writeBoth(String name, String text) throws IOException {
        Files.createDirectories(npmFolder.resolve(name).getParent());
        Files.writeString(npmFolder.resolve(name), text);
        dx.write(name, text);
    }

    /** npm's error code, empty if it failed without one; null if it did as it was told. */
    private @Nullable String npm(String command, List<String> arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("npm", command, "--package-lock-only", "--ignore-scripts"));
        line.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(npmFolder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("npm_"));
        variables.put("npm_config_userconfig", npmFolder.resolve("../no-user").toString());
        variables.put(
                "npm_config_globalconfig", npmFolder.resolve("../no-global").toString());
        variables.put("npm_config_registry", registry.url());
        variables.put("npm_config_cache", npmCache.toString());
        variables.put("npm_config_fetch_retries", "0");
        variables.put("npm_config_audit", "false");
        variables.put("npm_config_fund", "false");
        variables.put("npm_config_update_notifier", "false");
        Process npm = builder.start();
        npm.getOutputStream().close();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (npm.waitFor() == 0) {
            return null;
        }
        Matcher code = NPM_CODE.matcher(output);
        return code.find() ? code.group(1) : "";
    }
}
