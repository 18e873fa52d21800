package dev.dx.app.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own half of the conversation, with bash as it is. It finds no Java, and says so where it goes without. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "launchers of other systems start a process each time")
class LauncherTest {
    private static final String WITHOUT = "error DX_NO_JAVA";

    @TempDir
    Path temporary;

    private Path homeFolder = Path.of("");
    private Path launcher = Path.of("");
    private Path impatient = Path.of("");

    /** What a process wrote, byte for byte to standard output, and its exit code. */
    private record Answer(int code, String out, String err) {
        boolean wentWithout() {
            return code == 1 && err.startsWith(WITHOUT) && out.isEmpty();
        }
    }

    @BeforeEach
    void makeLaunchers() throws IOException {
        homeFolder = Files.createDirectory(temporary.resolve("home of 'one'"));
        Path bin = Files.createDirectories(temporary.resolve("dx folder/bin"));
        String script = Files.readString(Path.of("src/dist/dx"))
                .replace("@build@", Home.BUILD)
                .replaceAll("@[a-z.]+@", "");
        impatient = write(bin.resolve("impatient"), script);
        assertTrue(script.contains(" -t 0.05 "));
        // A busy machine may leave an engine waiting for longer than people are to wait for it.
        launcher = write(bin.resolve("dx"), script.replace(" -t 0.05 ", " -t 20 "));
    }

    private static Path write(Path file, String script) throws IOException {
        Files.writeString(file, script);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(temporary.toFile());
        builder.environment().clear();
        builder.environment().put("DX_HOME", homeFolder.toString());
        builder.environment().put("PATH", "/nowhere");
        return builder;
    }

    private static Answer answer(Process process) throws Exception {
        process.getOutputStream().close();
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> {
            try {
                return process.getErrorStream().readAllBytes();
            } catch (IOException gone) {
                return new byte[0];
            }
        });
        byte[] out = process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Answer(process.exitValue(), latin(out), new String(err.get(), StandardCharsets.UTF_8));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Answer run(String... arguments) throws Exception {
        return answer(builder(arguments).start());
    }

    @Test
    void handsOnBothStreamsByteForByteAndTheExitCode() throws Exception {
        byte[] every = new byte[256 * 8];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        byte[] much = new byte[1 << 20];
        new Random(3).nextBytes(much);
        try (Home _ = new Home(homeFolder, (call, out, err) -> {
            out.writeBytes(every);
            out.flush();
            err.print("talk\\n%%\u0000\u00e9\n");
            out.writeBytes(much);
            out.print("no end of line");
            return 42;
        })) {
            Answer answer = run("anything");
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            expected.writeBytes(every);
            expected.writeBytes(much);
            expected.writeBytes("no end of line".getBytes(StandardCharsets.UTF_8));
            assertEquals(latin(expected.toByteArray()), answer.out());
            assertEquals("talk\\n%%\u0000\u00e9\n", answer.err());
            assertEquals(42, answer.code());
        }
    }

    @Test
    void saysAllTheCallDependsOn() throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("add", "", " a b ", "line\nbreak", "'\"$(x)`\\", "\u00fc\u2713", "-e", "%s", "*"));
        for (int i = 0; i < 2000; i++) {
            arguments.add("argument " + i);
        }
        try (Home home = new Home(homeFolder, (call, out, err) -> 0)) {
            ProcessBuilder builder = builder(arguments.toArray(String[]::new));
            Map<String, String> variables = Map.of(
                    "npm_config_registry",
                    "https://example.org/",
                    "TOKEN",
                    "a=b\nc",
                    "odd-name.x",
                    "1",
                    "LC_ALL",
                    "C.UTF-8");
            builder.environment().putAll(variables);
            Path folder = Files.createDirectory(temporary.resolve("pr\u00f8ject"));
            assertEquals(0, answer(builder.directory(folder.toFile()).start()).code());
            Call call = home.calls.take();
            assertEquals(arguments, call.arguments());
            assertEquals(folder, call.folder());
            assertEquals(launcher, call.program());
            assertEquals(Standing.ofThisProcess(), call.standing());
            variables.forEach((name, value) ->
                    assertEquals(value, call.environment().variables().get(name)));
        }
    }

    @Test
    void goesWithoutWhereThereIsNoneOrItIsNotWanted() throws Exception {
        assertTrue(run("install").wentWithout());
        try (Home home = new Home(homeFolder, (call, out, err) -> 0)) {
            assertEquals(0, run("install").code());
            ProcessBuilder unwanted = builder("install");
            unwanted.environment().put("DX_RESIDENT", "0");
            assertTrue(answer(unwanted.start()).wentWithout());
            assertEquals(1, home.calls.size());
        }
        try (Home home = new Home(homeFolder, null)) {
            assertTrue(run("run", "dev").wentWithout());
            assertEquals(1, home.calls.size());
        }
        // A process that was killed leaves its note behind.
        Endpoint dead = new Endpoint(4_000_000, "1", Home.BUILD, 9, "a".repeat(32), "b".repeat(32));
        dead.write(homeFolder);
        assertTrue(run("install").wentWithout());
    }

    @Test
    void becomesTheProgramItIsTold() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("where it runs\n"));
        try (Home home = new Home(homeFolder, null)) {
            home.program = new CallHandler.Program(
                    "> said\n",
                    folder,
                    List.of(
                            "/bin/sh",
                            "-c",
                            "pwd; echo \"$#$1$2\" \"$NEW$GONE$CHANGED\" >&2; exit 7",
                            "sh",
                            "",
                            "a\nb"),
                    Map.of("NEW", Optional.of("x=\ny"), "GONE", Optional.empty(), "CHANGED", Optional.of("")));
            ProcessBuilder builder = builder("run", "dev");
            builder.environment().putAll(Map.of("GONE", "still here", "CHANGED", "before", "LC_ALL", "C.UTF-8"));
            Answer answer = answer(builder.start());
            assertEquals(7, answer.code(), answer.err());
            assertEquals(folder + "\n", answer.out());
            assertEquals("> said\n2a\nb x=\ny\n", answer.err());
        }
    }

    @Test
    void becomesNothingThatItIsNotToldToTheEnd() throws Exception {
        for (String said : List.of(
                "r0000004",
                "r0000004f0000000f0000001/f00000011f0000008/bin/ec",
                "r0000002x0000001/f00000010",
                "r00000x4")) {
            Answer answer = withStranger((socket, endpoint) -> greet(socket, endpoint, said));
            assertTrue(answer.wentWithout(), said + ": " + answer);
        }
    }

    @Test
    void goesWithoutWhereTheEndpointIsAnothersOrDamaged() throws Exception {
        try (Home home = new Home(homeFolder, (call, out, err) -> 0)) {
            Path file = Endpoint.folder(homeFolder).resolve("endpoint");
            String good = Files.readString(file);
            for (String bad : List.of(
                    good.replace(Home.BUILD, "another-build"),
                    good.replace("dx-resident-1", "dx-resident-2"),
                    good.replace(" " + home.endpoint().pid() + " ", " 1;echo$IFS'x' "),
                    good.replace(" " + home.endpoint().port() + " ", " 0x10/../ "),
                    good.replace(home.endpoint().token(), "0".repeat(32)),
                    good.replace(home.endpoint().proof(), "0".repeat(32)),
                    "",
                    "garbage")) {
                Files.writeString(file, bad);
                assertTrue(run("install").wentWithout(), bad);
            }
            assertTrue(home.calls.isEmpty());
            Files.writeString(file, good);
        }
    }

    /** Somebody else at the port that the endpoint names. */
    private Answer withStranger(Stranger stranger) throws Exception {
        Endpoint.createFolder(homeFolder);
        try (ServerSocket port = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
            Endpoint endpoint = Endpoint.withNewSecrets("1", Home.BUILD, port.getLocalPort());
            endpoint.write(homeFolder);
            CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
                try (Socket socket = port.accept()) {
                    stranger.talk(socket, endpoint);
                } catch (IOException | InterruptedException gone) {
                    // the launcher hung up
                }
            });
            Answer answer = run("install");
            talk.get(20, TimeUnit.SECONDS);
            return answer;
        }
    }

    private interface Stranger {
        void talk(Socket socket, Endpoint endpoint) throws IOException, InterruptedException;
    }

    private static void greet(Socket socket, Endpoint endpoint, String more) throws IOException {
        socket.getInputStream().readNBytes(37);
        socket.getOutputStream().write(("DX1 " + endpoint.proof() + "\n" + more).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void goesWithoutWhereSomebodyElseListens() throws Exception {
        for (Stranger stranger : List.<Stranger>of(
                (socket, endpoint) -> {},
                // Somebody who waits for the launcher to lose patience.
                (socket, endpoint) -> assertEquals(37, socket.getInputStream().readAllBytes().length),
                (socket, endpoint) -> socket.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8)),
                (socket, endpoint) -> socket.getOutputStream().write(new byte[1000]),
                (socket, endpoint) -> socket.getOutputStream()
                        .write(("DX1 " + endpoint.token() + "\nx0000000").getBytes(StandardCharsets.UTF_8)))) {
            launcher = impatient;
            Answer answer = withStranger(stranger);
            assertTrue(answer.wentWithout(), answer.toString());
        }
    }

    @Test
    void goesWithoutWhereTheEngineIsGoneBeforeItAccepted() throws Exception {
        for (String said : List.of("", "a000", "?0000000", "axxxxxxx")) {
            Answer answer = withStranger((socket, endpoint) -> greet(socket, endpoint, said));
            assertTrue(answer.wentWithout(), said + ": " + answer);
        }
    }

    @Test
    void saysSoWhereTheEngineIsGoneAfterItAcceptedAndDoesNotDoItAgain() throws Exception {
        for (String said : List.of("a0000000", "a0000000o0000100too little", "a0000000garbage!", "a0000000x00000")) {
            Answer answer = withStranger((socket, endpoint) -> greet(socket, endpoint, said));
            assertEquals(1, answer.code(), said);
            assertTrue(answer.err().startsWith("error DX_RESIDENT: the resident engine (process "), answer.err());
            assertEquals(2, answer.err().lines().count(), answer.err());
        }
    }

    @Test
    void signalsCancelAndWaitForTheAnswer() throws Exception {
        for (Map.Entry<String, Integer> signal :
                Map.of("INT", 130, "TERM", 143, "HUP", 129).entrySet()) {
            CountDownLatch begun = new CountDownLatch(1);
            try (Home _ = new Home(homeFolder, sleeping(begun, null))) {
                ProcessBuilder builder = builder("install");
                // Who runs the tests may have had signals ignored, and what is ignored at the start stays so.
                builder.command().addAll(0, List.of("env", "--default-signal=INT,TERM,HUP"));
                Process process = builder.start();
                assertTrue(begun.await(20, TimeUnit.SECONDS));
                kill(signal.getKey(), process);
                Answer answer = answer(process);
                assertEquals(signal.getValue(), answer.code());
                assertEquals("cancelled\n", answer.err());
            }
        }
    }

    @Test
    void aLauncherThatIsKilledCancels() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Home _ = new Home(homeFolder, sleeping(begun, cancelled))) {
            Process process = builder("install").start();
            assertTrue(begun.await(20, TimeUnit.SECONDS));
            process.destroyForcibly();
            assertTrue(cancelled.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aReaderThatGoesAwayIsNotTold() throws Exception {
        try (Home _ = new Home(homeFolder, (call, out, err) -> {
            for (int i = 0; i < 200_000; i++) {
                out.println(i);
            }
            return 0;
        })) {
            ProcessBuilder builder = builder();
            builder.command(
                    "bash",
                    "-c",
                    "\"$0\" list | { read -r line; echo \"$line\"; }; echo ${PIPESTATUS[0]}",
                    launcher.toString());
            builder.environment().put("PATH", System.getenv("PATH"));
            Answer answer = answer(builder.start());
            assertEquals("0\n1\n", answer.out());
            assertEquals("", answer.err());
        }
    }

    private static Home.Deed sleeping(CountDownLatch begun, @Nullable CountDownLatch cancelled) {
        return (call, out, err) -> {
            begun.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
                return 0;
            } catch (InterruptedException interrupted) {
                if (cancelled != null) {
                    cancelled.countDown();
                }
                throw interrupted;
            }
        };
    }

    private static void kill(String signal, Process process) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }
}
