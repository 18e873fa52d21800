package dev.dx.engine.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that takes one archive into a store: {@code STORE ARCHIVE HALT}. It stops after {@code HALT} bytes of
 * the archive, says so, and goes on when it is told to by a byte on its input; it says the package's root when it is done.
 */
final class UnpackingProcess {
    private UnpackingProcess() {}

    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        byte[] archive = Files.readAllBytes(Path.of(arguments[1]));
        int halt = Integer.parseInt(arguments[2]);
        InputStream halting = new ByteArrayInputStream(archive) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                if (pos == halt) {
                    System.out.println("halted");
                    try {
                        System.in.read();
                    } catch (IOException gone) {
                        return -1;
                    }
                }
                return super.read(bytes, offset, pos < halt ? Math.min(length, halt - pos) : length);
            }
        };
        try (Store.Use _ = store.use()) {
            System.out.println(
                    store.unpack(Archives.ID, Archives.sha512(archive), halting).root());
        }
    }

    /** Starts one and waits until it has halted. */
    static Process halted(Path store, Path archive, int halt) throws IOException {
        Process process = start(store, archive, halt);
        String said = process.inputReader().readLine();
        if (!"halted".equals(said)) {
            process.destroyForcibly();
            throw new AssertionError("the process said " + said);
        }
        return process;
    }

    static Process start(Path store, Path archive, int halt) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UnpackingProcess.class.getName(),
                store.toString(),
                archive.toString(),
                Integer.toString(halt));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Lets it go on, and returns the root it says. */
    static String finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().write(1);
        process.getOutputStream().flush();
        String[] said = process.inputReader().lines().toArray(String[]::new);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || said.length == 0) {
            process.destroyForcibly();
            throw new AssertionError("the process failed after " + Arrays.toString(said));
        }
        return said[said.length - 1];
    }
}
