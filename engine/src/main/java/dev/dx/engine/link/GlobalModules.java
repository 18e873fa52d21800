package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node_modules that belongs to no project, and the folder that the commands of what is in it stand in. Other package managers
 * write there too, and so nothing is replaced but links; each by a rename, so that at any moment there is the old one or the new.
 *
 * @param modules where packages stand
 * @param commands where their commands do
 */
public record GlobalModules(Path modules, Path commands, Platform platform) {
    /** Whether commands take the names of what is there already. */
    public enum Names {
        KEPT,
        TAKEN
    }

    /** Where a package of this name would stand. */
    public Path place(String name) {
        return modules.resolve(name);
    }

    /** The folder of a package of this name, links followed; null if there is none. */
    public @Nullable Path find(String name) {
        try {
            Path folder = place(name).toRealPath();
            return Files.isDirectory(folder) ? folder : null;
        } catch (NoSuchFileException | NotDirectoryException none) {
            return null;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Makes a folder known by a name; answers whether anything changed.
     *
     * @param folder as it really is called
     * @param bins the commands of the package in it
     */
    public boolean link(String name, Path folder, List<BinLink> bins, Names names) {
        Path link = place(name);
        try {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !isLink(link)) {
                throw new DxException(
                        ErrorCode.DX_NAME_COLLISION,
                        link + ": is installed there, and not as a link",
                        "Remove that package first, as npm uninstall --global " + name + " does.");
            }
            Map<Path, String> wanted = commands(name, folder, bins);
            if (names == Names.KEPT) {
                for (Path command : wanted.keySet()) {
                    refuseStrange(command, name);
                }
            }
            boolean changed = !folder.equals(find(name));
            if (changed) {
                Files.createDirectories(link.getParent());
                Path text =
                        Objects.requireNonNull(link.getParent()).toRealPath().relativize(folder);
                replace(link, beside -> FolderLink.create(beside, Junction.isTheWayHere() ? folder : text));
            }
            for (Path old : standingCommands(name)) {
                if (!wanted.containsKey(old)) {
                    Files.deleteIfExists(old);
                    changed = true;
                }
            }
            for (Map.Entry<Path, String> command : wanted.entrySet()) {
                changed |= putCommand(command.getKey(), command.getValue(), folder, bins);
            }
            return changed;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Takes a link and its commands away; answers whether it was there, and led to this folder. */
    public boolean unlink(String name, Path folder) {
        Path link = place(name);
        try {
            if (!isLink(link) || !folder.equals(find(name))) {
                return false;
            }
            for (Path command : standingCommands(name)) {
                Files.deleteIfExists(command);
            }
            Files.deleteIfExists(link);
            Path scope = link.getParent();
            if (scope != null && !scope.equals(modules)) {
                try (DirectoryStream<Path> others = Files.newDirectoryStream(scope)) {
                    if (!others.iterator().hasNext()) {
                        Files.deleteIfExists(scope);
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What each command's link says, or what its script starts, by where it stands. */
    private Map<Path, String> commands(String name, Path folder, List<BinLink> bins) {
        Map<Path, String> wanted = new LinkedHashMap<>();
        for (BinLink bin : bins) {
            if (Files.exists(folder.resolve(bin.target()), LinkOption.NOFOLLOW_LINKS)) {
                String text = commands.relativize(place(name)).toString().replace('\\', '/') + "/" + bin.target();
                wanted.putIfAbsent(commands.resolve(bin.name()), text);
            }
        }
        return wanted;
    }

    /** The commands that lead into the package of this name, whichever folder it is in. */
    private List<Path> standingCommands(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(commands)) {
            for (Path command : all) {
                if (isOf(command, name)) {
                    found.add(command);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        return found;
    }

    private boolean isOf(Path command, String name) throws IOException {
        if (platform.isWindows() || !Files.isSymbolicLink(command)) {
            return false;
        }
        Path says = Files.readSymbolicLink(command);
        return commands.resolve(says).normalize().startsWith(place(name).normalize());
    }

    private void refuseStrange(Path command, String name) throws IOException {
        if (!platform.isWindows() && Files.exists(command, LinkOption.NOFOLLOW_LINKS) && !isOf(command, name)) {
            throw new DxException(
                    ErrorCode.DX_NAME_COLLISION,
                    command + ": a command of that name is there already, and not of " + name,
                    "Remove it, or use --force to put this one in its place.");
        }
    }

    private boolean putCommand(Path command, String text, Path folder, List<BinLink> bins) throws IOException {
        Files.createDirectories(commands);
        if (platform.isWindows()) {
            String name = command.getFileName().toString();
            BinLink bin = bins.stream()
                    .filter(its -> its.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            WindowsShim shim = WindowsShim.of(text, folder.resolve(bin.target()));
            Files.writeString(command, shim.forSh());
            Files.writeString(commands.resolve(name + ".cmd"), shim.forCmd());
            Files.writeString(commands.resolve(name + ".ps1"), shim.forPowerShell());
            return true;
        }
        if (Files.isSymbolicLink(command)
                && Files.readSymbolicLink(command).toString().equals(text)) {
            return false;
        }
        if (Files.isDirectory(command, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(command.toString(), null, "a folder is in the way");
        }
        replace(command, beside -> Files.createSymbolicLink(beside, Path.of(text)));
        return true;
    }

    private interface Making {
        void at(Path beside) throws IOException;
    }

    private static void replace(Path link, Making making) throws IOException {
        Path beside = link.resolveSibling(
                "." + link.getFileName() + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        making.at(beside);
        boolean done = false;
        try {
            if (Junction.isTheWayHere()) {
                // A junction is a folder to Windows, which renames none over another.
                Files.deleteIfExists(link);
            }
            Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(beside);
            }
        }
    }

    private static boolean isLink(Path path) throws IOException {
        if (Junction.isTheWayHere()) {
            return Files.isDirectory(path) && !path.toRealPath().equals(realPlace(path));
        }
        return Files.isSymbolicLink(path);
    }

    private static Path realPlace(Path path) throws IOException {
        Path parent = Objects.requireNonNull(path.getParent());
        return parent.toRealPath().resolve(path.getFileName());
    }

    private DxException failure(IOException e) {
        DxException usual = DxException.io(modules.toString(), e);
        return usual.code() == ErrorCode.DX_IO
                ? new DxException(
                        ErrorCode.DX_IO,
                        usual.what(),
                        "npm's setting prefix says where that is: dx config set prefix FOLDER names one of your own.",
                        e)
                : usual;
    }
}
