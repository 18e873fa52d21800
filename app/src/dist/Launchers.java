import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The launchers: the scripts beside this file, with the names of the jars and the flags written in. */
final class Launchers {
    /** What each launcher puts before its arguments. */
    private static final Map<String, String> COMMANDS =
            Map.of("dx", "", "dx-convert", "convert ", "dx-registry", "registry run ");

    private Launchers() {}

    /**
     * @param lib where the jars are, from the folder above {@code bin}
     * @param build what tells these jars from any others
     */
    static void write(Path sources, Path bin, String lib, Jars jars, List<String> windowFlags, String build)
            throws IOException {
        Files.createDirectories(bin);
        String forBash = Files.readString(sources.resolve("dx"))
                .replace("@lib@", lib)
                .replace("@build@", build)
                .replace("@quick.flags@", String.join(" ", LaunchFlags.quick()))
                .replace("@converting.flags@", String.join(" ", LaunchFlags.converting()))
                .replace("@resident.flags@", String.join(" ", LaunchFlags.resident()))
                .replace("@command.flags@", String.join(" ", LaunchFlags.command()))
                .replace("@window.flags@", String.join(" ", windowFlags))
                .replace("@command.jars@", String.join(" ", Jars.names(jars.command())))
                .replace("@window.jars@", String.join(" ", Jars.names(jars.all())));
        String forWindows = Files.readString(sources.resolve("dx.cmd"))
                .replace("@lib@", lib.replace('/', '\\'))
                .replace("@command.flags@", String.join(" ", LaunchFlags.command()))
                .replace("@window.flags@", String.join(" ", windowFlags))
                .replace("@command.jars@", windowsClassPath(jars.command()))
                .replace("@window.jars@", windowsClassPath(jars.all()))
                .replaceAll("\r?\n", "\r\n");
        for (Map.Entry<String, String> launcher : COMMANDS.entrySet()) {
            replace(bin.resolve(launcher.getKey()), forBash.replace("@command@", launcher.getValue()));
            replace(bin.resolve(launcher.getKey() + ".cmd"), forWindows.replace("@command@", launcher.getValue()));
        }
    }

    /** In one step: whoever reads it meanwhile reads the old text or the new. */
    static void replace(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.writeString(unfinished, text);
        // Before it gets its name, so that no launcher stands there that cannot be started.
        unfinished.toFile().setExecutable(true, false);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String windowsClassPath(List<Path> jars) {
        return Jars.names(jars).stream().map(name -> "%LIB%\\" + name).collect(Collectors.joining(";"));
    }
}
