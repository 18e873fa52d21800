package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.store.TargetNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@code .bin} folder of a node_modules: symbolic links where the system has them for everybody, and on Windows one
 * script for each shell that may start the command.
 */
public final class BinLinks {
    public static final String FOLDER = ".bin";

    private BinLinks() {}

    /**
     * Creates the commands' entries in {@code modules/.bin}. The packages stand there already. Of several commands with
     * one name the first in the list gets it; a command whose file does not exist is left out, as npm does.
     */
    public static void create(Path modules, List<BinLink> links, Platform platform) {
        create(modules, links, platform, Map.of());
    }

    /**
     * As {@link #create(Path, List, Platform)}, where some entries of node_modules are links.
     *
     * @param linked the folders that such entries lead to once everything is in its place
     */
    public static void create(Path modules, List<BinLink> links, Platform platform, Map<String, Path> linked) {
        Path folder = modules.resolve(FOLDER);
        Map<BinLink, Path> chosen = chosen(links, platform, name -> {
            Path linkedTo = linked.get(name);
            return linkedTo == null ? modules.resolve(name) : linkedTo;
        });
        createAll(folder, chosen, platform);
    }

    private static void createAll(Path folder, Map<BinLink, Path> chosen, Platform platform) {
        TargetNames names = platform.isWindows() ? TargetNames.WINDOWS : TargetNames.ANY;
        try {
            if (!chosen.isEmpty()) {
                Files.createDirectories(folder);
            }
            for (Map.Entry<BinLink, Path> link : chosen.entrySet()) {
                DxException.checkCancelled();
                String objection = names.objection(link.getKey().name());
                if (objection != null) {
                    throw new DxException(
                            ErrorCode.DX_UNSAFE_PATH,
                            link.getKey().packageFolder() + ": the name of its command "
                                    + link.getKey().name() + " " + objection,
                            "Do without this package on Windows; tell its authors.");
                }
                create(folder, link.getKey(), link.getValue(), platform);
            }
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }

    /** Those that get their name, each with the file it starts. */
    private static Map<BinLink, Path> chosen(List<BinLink> links, Platform platform, Function<String, Path> folders) {
        Set<String> taken = new HashSet<>();
        Map<BinLink, Path> chosen = new LinkedHashMap<>();
        for (BinLink link : links) {
            Path target = folders.apply(link.packageFolder()).resolve(link.target());
            String key = platform.isWindows() ? link.name().toLowerCase(Locale.ROOT) : link.name();
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && taken.add(key)) {
                chosen.put(link, target);
            }
        }
        return chosen;
    }

    /**
     * Entries of a node_modules.
     *
     * @param put those that take the place of what is there
     * @param dropped those that go
     */
    public record Changes(List<String> put, List<String> dropped) {
        public Changes {
            put = List.copyOf(put);
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * Creates in {@code staged/.bin} what the .bin folder of {@code modules} lacks; answers what that is, and what is in it
     * that should not be.
     *
     * @param folders where each package is now
     */
    public static Changes change(
            Path modules, Path staged, List<BinLink> links, Platform platform, Function<String, Path> folders) {
        Map<BinLink, Path> chosen = chosen(links, platform, folders);
        Path standing = modules.resolve(FOLDER);
        if (chosen.isEmpty()) {
            return Files.exists(standing, LinkOption.NOFOLLOW_LINKS)
                    ? new Changes(List.of(), List.of(FOLDER))
                    : new Changes(List.of(), List.of());
        }
        if (platform.isWindows() || !Files.isDirectory(standing, LinkOption.NOFOLLOW_LINKS)) {
            createAll(staged.resolve(FOLDER), chosen, platform);
            return new Changes(List.of(FOLDER), List.of());
        }
        Set<String> extra = new HashSet<>();
        ModulesFolder.children(standing)
                .forEach(child -> extra.add(child.getFileName().toString()));
        Map<BinLink, Path> lacking = new LinkedHashMap<>();
        chosen.forEach((link, target) -> {
            boolean stands = extra.remove(link.name()) && isLink(standing.resolve(link.name()), relative(link));
            if (!stands) {
                lacking.put(link, target);
            }
        });
        createAll(staged.resolve(FOLDER), lacking, platform);
        return new Changes(
                lacking.keySet().stream()
                        .map(link -> FOLDER + "/" + link.name())
                        .toList(),
                extra.stream().map(name -> FOLDER + "/" + name).toList());
    }

    private static boolean isLink(Path link, String text) {
        try {
            return Files.readSymbolicLink(link).toString().equals(text);
        } catch (IOException noLink) {
            return false;
        }
    }

    private static String relative(BinLink link) {
        return "../" + link.packageFolder() + "/" + link.target();
    }

    private static void create(Path folder, BinLink link, Path target, Platform platform) throws IOException {
        String relative = relative(link);
        if (platform.isWindows()) {
            WindowsShim shim = WindowsShim.of(relative, target);
            Files.writeString(folder.resolve(link.name()), shim.forSh());
            Files.writeString(folder.resolve(link.name() + ".cmd"), shim.forCmd());
            Files.writeString(folder.resolve(link.name() + ".ps1"), shim.forPowerShell());
        } else {
            try {
                Files.createSymbolicLink(folder.resolve(link.name()), Path.of(relative));
            } catch (FileAlreadyExistsException sameButForCase) {
                // The first got it.
            }
        }
    }
}
