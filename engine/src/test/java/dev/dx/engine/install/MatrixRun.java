package dev.dx.engine.install;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What is done with a project of the matrix once it is installed, and what came of each step in a word. */
final class MatrixRun {
    /** What a step that went well comes to; anything else says how it went. */
    static final String GOOD = "ok";

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration ONE_ANSWER = Duration.ofMinutes(5);
    private static final int SHOWN = 4_000;

    private final MatrixLine line;
    private final Path project;
    private final Path log;
    private final Map<String, String> variables;

    /** @param log a file for what the steps print */
    MatrixRun(MatrixLine line, Path project, Path log, Map<String, String> variables) {
        this.line = line;
        this.project = project;
        this.log = log;
        this.variables = new TreeMap<>(variables);
        this.variables.merge("PATH", project.resolve("node_modules/.bin").toString(), (path, bin) -> bin + ":" + path);
    }

    /** By step, what came of it. */
    Map<String, String> steps() throws IOException, InterruptedException {
        Map<String, String> outcomes = new TreeMap<>();
        for (Map.Entry<String, String> command : line.commands().entrySet()) {
            outcomes.put(command.getKey(), command(command.getValue()));
        }
        List<String> missing = line.makes().stream()
                .filter(path -> !Files.exists(project.resolve(path)))
                .toList();
        if (!missing.isEmpty()) {
            outcomes.put("files", "no " + String.join(", ", missing));
        }
        String serve = line.serve();
        if (serve != null) {
            outcomes.put("server", server(serve));
        }
        return outcomes;
    }

    /** The end of what was printed, for whoever has to find out why. */
    String printed() throws IOException {
        String text = Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
        return text.substring(Math.max(0, text.length() - SHOWN));
    }

    String command(String command) throws IOException, InterruptedException {
        Process process = start(command);
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return "no end in " + PATIENCE.toMinutes() + " minutes";
            }
            return process.exitValue() == 0 ? GOOD : "exit " + process.exitValue();
        } finally {
            end(process);
        }
    }

    private Process start(String command) throws IOException {
        Files.writeString(
                log,
                "$ " + command + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                .directory(project.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** With all that it started; what starts while others end is found by the next look. */
    private static void end(Process process) throws InterruptedException {
        while (true) {
            List<ProcessHandle> alive = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .filter(ProcessHandle::isAlive)
                    .toList();
            if (alive.isEmpty()) {
                return;
            }
            alive.reversed().forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(20);
        }
    }

    private String server(String command) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI root = URI.create("http://127.0.0.1:" + port);
        Process process = start(command.replace("{port}", Integer.toString(port)));
        try (HttpClient client = HttpClient.newBuilder()
                // An offer of HTTP/2 is an upgrade, which servers with web sockets leave unanswered.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            StringBuilder wrong = new StringBuilder();
            for (Map.Entry<String, String> answer : line.answers().entrySet()) {
                String said = await(client, root.resolve(answer.getKey()), answer.getValue(), process);
                if (!said.equals(GOOD)) {
                    wrong.append(wrong.isEmpty() ? "" : ", ")
                            .append(answer.getKey())
                            .append(' ')
                            .append(said);
                }
            }
            return wrong.isEmpty() ? GOOD : wrong.toString();
        } finally {
            end(process);
        }
    }

    /** Asks until the text is in the answer: a server may listen before it has made what it serves. */
    private static String await(HttpClient client, URI address, String text, Process server)
            throws InterruptedException {
        long end = System.nanoTime() + ONE_ANSWER.toNanos();
        String last = "does not answer";
        do {
            try {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(address)
                                .header("Accept", "text/html,*/*")
                                .timeout(ONE_ANSWER)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200 && response.body().contains(text)) {
                    return GOOD;
                }
                last = response.statusCode() == 200 ? "answers something else" : "answers " + response.statusCode();
            } catch (IOException notYet) {
                if (!server.isAlive()) {
                    return "ended with " + server.exitValue();
                }
            }
            Thread.sleep(250);
        } while (System.nanoTime() < end);
        return last;
    }
}
