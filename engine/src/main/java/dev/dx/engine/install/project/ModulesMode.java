package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.NpmConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a project wants its node_modules, as far as that can be told without its dependencies.
 *
 * @param wish what was asked for
 * @param objection what in the project's folder speaks against links out of it; null for nothing
 */
public record ModulesMode(Wish wish, @Nullable String objection) {
    /** npm's own {@code --force} is about peers, and would switch off too much. */
    public static final String FORCE = "force-shared";

    private static final String KEY = "node-modules";
    private static final String SHARED = " shared";
    private static final String FORCED = " shared whatever there is";
    private static final Set<String> CONTAINERS = Set.of(
            "containerfile",
            "compose.yml",
            "compose.yaml",
            "docker-compose.yml",
            "docker-compose.yaml",
            ".devcontainer",
            ".devcontainer.json");

    public enum Wish {
        /** Real files. */
        OWN,
        /** Links into a layout, where nothing speaks against it. */
        SHARED,
        /** Links into a layout, whatever speaks against it. */
        FORCED
    }

    /** @param manifest whose own scripts may do something to node_modules */
    public static ModulesMode of(NpmConfig config, Path project, ProjectManifest manifest) {
        String mode = config.get(KEY);
        if (mode == null || mode.equals("own")) {
            return new ModulesMode(Wish.OWN, null);
        }
        if (!mode.equals("shared")) {
            throw new DxException(ErrorCode.DX_USAGE, KEY + "=" + mode, "It is own or shared.");
        }
        return config.flag(FORCE, false)
                ? new ModulesMode(Wish.FORCED, null)
                : new ModulesMode(Wish.SHARED, objection(project, manifest));
    }

    private static @Nullable String objection(Path project, ProjectManifest manifest) {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(project)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw DxException.io(project.toString(), e);
        }
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (CONTAINERS.contains(lower)
                    || lower.equals("dockerfile")
                    || lower.startsWith("dockerfile.")
                    || lower.endsWith(".dockerfile")
                    || (lower.startsWith("docker-compose.") && lower.matches(".*\\.ya?ml"))) {
                return name + " takes the project elsewhere, where links lead nowhere";
            }
            if (lower.equals("patches") && Files.isDirectory(project.resolve(name))) {
                return name + " is for packages that are edited in place";
            }
        }
        for (Map.Entry<String, String> script :
                manifest.json().strings("scripts").entrySet()) {
            if (Set.of("preinstall", "install", "postinstall", "prepare").contains(script.getKey())
                    && script.getValue().contains("node_modules")) {
                return "the script " + script.getKey() + " does something to node_modules";
            }
        }
        return null;
    }

    /** What of it decides what is in node_modules, for {@link InstalledState}. */
    public String settings() {
        return switch (wish) {
            case OWN -> "";
            case SHARED -> objection == null ? SHARED : " own, as " + objection;
            case FORCED -> FORCED;
        };
    }

    /** These settings, for a tree that holds links no more. */
    public static String ownInsteadOf(String settings) {
        for (String mode : List.of(FORCED, SHARED)) {
            if (settings.endsWith(mode)) {
                return settings.substring(0, settings.length() - mode.length());
            }
        }
        return settings;
    }
}
