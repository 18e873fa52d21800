package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
        Set<String> taken = new HashSet<>();
        try {
            for (BinLink link : links) {
                DxException.checkCancelled();
                Path packageFolder = linked.get(link.packageFolder());
                Path target = (packageFolder == null ? modules.resolve(link.packageFolder()) : packageFolder)
                        .resolve(link.target());
                String key = platform.isWindows() ? link.name().toLowerCase(Locale.ROOT) : link.name();
                if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS) || !taken.add(key)) {
                    continue;
                }
                if (taken.size() == 1) {
                    Files.createDirectories(folder);
                }
                create(folder, link, target, platform);
            }
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }

    private static void create(Path folder, BinLink link, Path target, Platform platform) throws IOException {
        String relative = "../" + link.packageFolder() + "/" + link.target();
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
