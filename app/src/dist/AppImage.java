import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes an app image: DX with a Java of its own, for machines that have none.
 *
 * <pre>
 * DX/bin/DX        opens the window
 * DX/bin/dx        the command
 * DX/lib/app/      the jars, and the AOT caches, made by the image's own Java
 * DX/lib/runtime/  that Java, with JavaFX in it
 * </pre>
 */
final class AppImage {
    private static final String WINDOW_CACHE = "window.aot";
    private static final String COMMAND_CACHE = "command.aot";

    private AppImage() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 6) {
            System.err.println("usage: AppImage TARGET SOURCES OPTIONS VERSION APP_JAR CLASS_PATH");
            System.exit(2);
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            System.err.println("App images are made on Linux only, so far.");
            System.exit(1);
        }
        Path target = Path.of(args[0]).toAbsolutePath();
        Jars jars = Jars.of(Path.of(args[4]), args[5]);
        try {
            make(target, Path.of(args[1]), Path.of(args[2]), args[3], jars);
        } catch (AotCache.RehearsalFailed e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void make(Path target, Path sources, Path options, String version, Jars jars)
            throws IOException, InterruptedException, AotCache.RehearsalFailed {
        AotCache.deleteTree(target);
        Path input = Files.createDirectories(target.resolve("input"));
        List<Path> linked = jars.all().stream().filter(AppImage::isJavaFx).toList();
        Jars copied = jars.without(linked);
        copied.copyTo(input);
        jpackage(target, input, options, version, linked, copied);
        AotCache.deleteTree(input);

        Path root = target.resolve("DX");
        Path app = root.resolve("lib").resolve("app");
        Path runtime = root.resolve("lib").resolve("runtime");
        deleteAllButJava(runtime.resolve("bin"));
        setClassPath(app.resolve("DX.cfg"), Jars.names(copied.all()));
        Path java = runtime.resolve("bin").resolve("java");
        AotCache.make(
                java, LaunchFlags.command(), List.of(), copied.commandIn(app), "command", app.resolve(COMMAND_CACHE));
        AotCache.make(
                java,
                LaunchFlags.windowOfImage(),
                AotCache.HEADLESS,
                copied.allIn(app),
                "window",
                app.resolve(WINDOW_CACHE));
        Launchers.replace(root.resolve("lib").resolve("java-home"), "lib/runtime\n");
        Launchers.write(sources, root.resolve("bin"), "lib/app", copied, LaunchFlags.windowOfImage(), jars.key());
        Files.delete(root.resolve("bin").resolve("dx.cmd"));
        System.out.println(root);
    }

    private static void jpackage(Path target, Path input, Path options, String version, List<Path> linked, Jars copied)
            throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jpackage");
        List<String> command = new ArrayList<>(List.of(
                tool.toString(),
                "@" + options.resolve("options"),
                "@" + options.resolve("linux").resolve("options"),
                "--app-version",
                version,
                "--dest",
                target.toString(),
                "--input",
                input.toString(),
                "--main-jar",
                copied.command().getFirst().getFileName().toString(),
                "--module-path",
                linked.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        Stream.concat(LaunchFlags.windowOfImage().stream(), Stream.of("-XX:AOTCache=$APPDIR/" + WINDOW_CACHE))
                .forEach(flag -> command.addAll(List.of("--java-options", flag)));
        int code = new ProcessBuilder(command)
                .directory(options.toAbsolutePath().getParent().toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("jpackage ended with " + code);
        }
    }

    /** jpackage lists the jars in the order of the folder, and a cache is good for one order only. */
    private static void setClassPath(Path configuration, List<String> jars) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(configuration)) {
            if (!line.startsWith("app.classpath=")) {
                lines.add(line);
            }
            if (line.equals("[Application]")) {
                jars.forEach(jar -> lines.add("app.classpath=$APPDIR/" + jar));
            }
        }
        Files.write(configuration, lines);
    }

    private static void deleteAllButJava(Path bin) throws IOException {
        try (Stream<Path> tools = Files.list(bin)) {
            for (Path tool : tools.filter(tool -> !tool.endsWith("java")).toList()) {
                Files.delete(tool);
            }
        }
    }

    private static boolean isJavaFx(Path jar) {
        return jar.getFileName().toString().startsWith("javafx-");
    }
}
