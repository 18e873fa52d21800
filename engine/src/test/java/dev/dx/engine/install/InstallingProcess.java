package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.install.change.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An install in a process of its own: {@code ROOT REGISTRY}, the two that {@link TestProject#in} takes, DX_HOME from the
 * third argument, and what it does from the fourth: {@code install}, {@code update}, {@code add SPEC} or {@code remove NAME}. It says {@code begin} before it does anything, and answers as {@code dx} does.
 */
public final class InstallingProcess {
    private InstallingProcess() {}

    public static void main(String[] arguments) {
        TestProject project = TestProject.in(Path.of(arguments[0]), arguments[1], Map.of("DX_HOME", arguments[2]));
        System.out.println("begin");
        try {
            project.run(change(arguments[3]));
        } catch (DxException failure) {
            System.out.println(failure.getMessage());
            Runtime.getRuntime().halt(failure.code().exit().number());
        }
        System.out.println("done");
        // Nothing of a test's is left to wait for.
        Runtime.getRuntime().halt(0);
    }

    static Change change(String command) {
        String[] words = command.split(" ");
        return switch (words[0]) {
            case "install" -> new Change.Sync();
            case "update" -> new Change.Update(List.of(), Change.Reach.RANGES);
            case "add" -> new Change.Add(List.of(words[1]), null, Change.Precision.EXACT);
            case "remove" -> new Change.Remove(List.of(words[1]));
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Starts one that installs; what it says goes into {@code said}. */
    public static Process start(Path root, String registry, Path home, Path said) throws IOException {
        return start(root, registry, home, said, "install");
    }

    public static Process start(Path root, String registry, Path home, Path said, String command) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstallingProcess.class.getName(),
                        root.toString(),
                        registry,
                        home.toString(),
                        command))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }
}
