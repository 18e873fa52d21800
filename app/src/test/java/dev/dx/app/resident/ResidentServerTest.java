package dev.dx.app.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "launchers of other systems start a process each time")
class ResidentServerTest {
    private static final Home.Deed ECHO = (call, out, err) -> {
        out.print("out " + call.arguments());
        err.print("err");
        err.flush();
        return 42;
    };

    @TempDir
    Path folder;

    @Test
    void acceptsDoesAndAnswers() throws Exception {
        try (Home home = new Home(folder, ECHO)) {
            String answer = home.answer(home.call("a", "b"));
            assertEquals("a0000000" + "e0000003err" + "o0000010out [a, b]" + "x0000042", answer);
        }
    }

    @Test
    void leavesToTheCallerWhatItCannotDo() throws Exception {
        try (Home home = new Home(folder, null)) {
            assertEquals("n0000000", home.answer(home.call("run", "dev")));
        }
    }

    @Test
    void leavesToOthersWhatIsNotForThisUserOrHome() throws Exception {
        Standing here = Standing.ofThisProcess();
        Path other = Files.createDirectory(folder.resolve("other"));
        try (Home home = new Home(folder, ECHO)) {
            assertEquals("n0000000", home.answer(home.callOf("7777", here.user(), folder, List.of())));
            assertEquals("n0000000", home.answer(home.callOf(here.umask(), "987654", folder, List.of())));
            assertEquals("n0000000", home.answer(home.callOf(here.umask(), here.user(), other, List.of())));
            assertEquals(
                    "n0000000", home.answer(home.callOf(here.umask(), here.user(), folder.resolve("gone"), List.of())));
            Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
            assertTrue(home.answer(home.callOf(here.umask(), here.user(), link, List.of()))
                    .startsWith("a"));
        }
    }

    @Test
    void tellsNothingToWhoeverDoesNotKnowTheToken() throws Exception {
        try (Home home = new Home(folder, ECHO)) {
            String token = home.endpoint().token();
            String almost = token.substring(0, 31) + (token.endsWith("0") ? "1" : "0");
            for (String said : List.of(
                    "DX1 " + almost + "\n",
                    "DX1 " + home.endpoint().proof() + "\n",
                    "DX2 " + token + "\n",
                    "DX1 " + token + "x",
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + "x".repeat(100))) {
                try (Socket socket = home.said(said)) {
                    assertEquals("", Home.rest(socket.getInputStream()), said);
                }
            }
            assertTrue(home.calls.isEmpty());
        }
    }

    @Test
    void endsWithWhoeverSaysNonsenseAndStaysForTheOthers() throws Exception {
        try (Home home = new Home(folder, ECHO)) {
            List<byte[]> nonsense = new ArrayList<>(List.of(
                    bytes("0\0"),
                    bytes("-1\0call\0"),
                    bytes("99999999999999999999\0"),
                    bytes("65537\0"),
                    bytes("x\0"),
                    bytes("1\0bogus\0"),
                    bytes("1\0call\0"),
                    Home.said(List.of("call", "relative", "", "", "1", "0022", "0", "0")),
                    Home.said(List.of("call", "/", "", "", "one", "0022", "0", "0")),
                    Home.said(List.of("call", "/", "", "", "1", "0022", "0", "7")),
                    bytes("2\0call\0" + "a".repeat(CallReader.LARGEST + 1))));
            Random random = new Random(7);
            for (int i = 0; i < 50; i++) {
                byte[] some = new byte[random.nextInt(200)];
                random.nextBytes(some);
                nonsense.add(some);
            }
            byte[] whole = home.call("a");
            for (byte[] said : nonsense) {
                try (Socket socket = home.greeted()) {
                    socket.getOutputStream().write(said);
                    socket.shutdownOutput();
                    assertEquals("", Home.rest(socket.getInputStream()));
                } catch (IOException reset) {
                    // It did not read all of that.
                }
            }
            for (int length = 0; length < whole.length; length++) {
                try (Socket socket = home.greeted()) {
                    socket.getOutputStream().write(whole, 0, length);
                    socket.shutdownOutput();
                    assertEquals("", Home.rest(socket.getInputStream()), "of " + length + " bytes");
                }
            }
            assertTrue(home.calls.isEmpty());
            assertTrue(home.answer(whole).endsWith("x0000042"));
        }
    }

    @Test
    void leavesToTheCallerWhatIsNoText() throws Exception {
        try (Home home = new Home(folder, ECHO)) {
            byte[] call = home.call("ab");
            int at = new String(call, StandardCharsets.ISO_8859_1).indexOf("ab\0");
            call[at] = (byte) 0xff;
            assertEquals("n0000000", home.answer(call));
        }
    }

    @Test
    void strangersWhoSayNothingDoNotKeepOthersOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (Home home = new Home(folder, ECHO)) {
            for (int i = 0; i < 40; i++) {
                silent.add(home.said("DX1 "));
            }
            assertTrue(home.answer(home.call("a")).endsWith("x0000042"));
            for (int i = 0; i < 200; i++) {
                silent.add(home.said(""));
            }
            for (Socket socket : silent) {
                socket.close();
            }
            String answer = "";
            for (int tries = 0; tries < 100 && answer.isEmpty(); tries++) {
                Thread.sleep(20);
                try {
                    answer = home.answer(home.call("a"));
                } catch (IOException full) {
                    answer = "";
                }
            }
            assertTrue(answer.endsWith("x0000042"), answer);
        }
    }

    @Test
    void cancelsWhereTheConnectionEndsAndWhereItIsAsked() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch cancelled = new CountDownLatch(2);
        Home.Deed sleeps = (call, out, err) -> {
            begun.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
                return 0;
            } catch (InterruptedException interrupted) {
                cancelled.countDown();
                throw interrupted;
            }
        };
        try (Home home = new Home(folder, sleeps);
                Socket asks = home.greeted()) {
            try (Socket ends = home.greeted()) {
                ends.getOutputStream().write(home.call("a"));
                asks.getOutputStream().write(home.call("b"));
                assertTrue(begun.await(20, TimeUnit.SECONDS));
                asks.getOutputStream().write('c');
            }
            assertTrue(cancelled.await(20, TimeUnit.SECONDS));
            assertEquals("a0000000" + "e0000010cancelled\n" + "x0000130", Home.rest(asks.getInputStream()));
        }
    }

    @Test
    void doesCallsSideBySide() throws Exception {
        CyclicBarrier bothAreThere = new CyclicBarrier(2);
        try (Home home = new Home(folder, (call, out, err) -> {
                    try {
                        return bothAreThere.await(20, TimeUnit.SECONDS) < 0 ? 1 : 0;
                    } catch (java.util.concurrent.BrokenBarrierException
                            | java.util.concurrent.TimeoutException alone) {
                        return 1;
                    }
                });
                Socket one = home.greeted();
                Socket other = home.greeted()) {
            one.getOutputStream().write(home.call("one"));
            other.getOutputStream().write(home.call("other"));
            assertEquals("a0000000x0000000", Home.rest(one.getInputStream()));
            assertEquals("a0000000x0000000", Home.rest(other.getInputStream()));
        }
    }

    @Test
    void aHomeHasOneAndItsSecretsAreNewEachTime() throws Exception {
        Endpoint first;
        try (Home home = new Home(folder, ECHO)) {
            first = home.endpoint();
            ResidentLog log = ResidentLog.in(folder);
            try (Idleness idleness = new Idleness(List.of(), log)) {
                assertNull(ResidentServer.start(folder, "1", Home.BUILD, home, idleness, log));
            }
            assertEquals(first, Endpoint.read(folder));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            Endpoint.folder(folder).resolve("endpoint"))));
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Endpoint.folder(folder))));
        }
        assertNull(Endpoint.read(folder));
        try (Home home = new Home(folder, ECHO)) {
            assertNotEquals(first.token(), home.endpoint().token());
            assertNotEquals(first.proof(), home.endpoint().proof());
        }
    }

    @Test
    void saysHowItIsAndEndsWhenItIsAskedTo() throws Exception {
        try (Home home = new Home(folder, ECHO)) {
            ResidentClient client = new ResidentClient(folder);
            Map<String, String> status = client.status();
            assertNotNull(status);
            assertEquals("1.2.3", status.get("version"));
            assertEquals("by the handler", status.get("told"));
            assertEquals("0", status.get("running"));
            assertNotNull(client.stop());
            home.server.awaitStop();
            assertNull(client.status());
            assertFalse(home.isListed());
        }
    }

    @Test
    void endpointsThatAreNoneAreNotRead() throws Exception {
        Path file = Endpoint.folder(folder).resolve("endpoint");
        Endpoint.createFolder(folder);
        String good = "dx-resident-1 1 1.0 k 1 " + "a".repeat(32) + " " + "b".repeat(32) + "\n";
        Files.writeString(file, good);
        assertNotNull(Endpoint.read(folder));
        for (String bad : List.of(
                "",
                "\n",
                good.strip(),
                good.replace("-1 ", "-2 "),
                good.replace(" 1 1.0", " x 1.0"),
                good.replace("a", "A"),
                good + good,
                "\0".repeat(200),
                good.replace("1.0", "1".repeat(500)))) {
            Files.writeString(file, bad);
            assertNull(Endpoint.read(folder), bad);
        }
        Files.delete(file);
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("elsewhere"), good));
        assertNull(Endpoint.read(folder));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
