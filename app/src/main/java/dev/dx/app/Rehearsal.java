package dev.dx.app;

import dev.dx.app.cli.CommandLineInterface;
import dev.dx.app.cli.ResidentHost;
import dev.dx.app.cli.call.Terminal;
import dev.dx.app.gui.WindowRehearsal;
import dev.dx.app.resident.ResidentClient;
import dev.dx.engine.Environment;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.tree.IdleWork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the build runs so that the JVM can keep what DX loads: real commands against a registry of its own on loopback,
 * or the window with a project in it. Not part of any command.
 */
public final class Rehearsal {
    private final Path work;
    private final Environment environment;
    private final DesktopWindow window;
    private final CommandLineInterface dx;

    private Rehearsal(Path work) {
        this.work = work;
        CancelOnExit nothingToUndo = CancelOnExit.watch(Thread.currentThread());
        nothingToUndo.done();
        this.window = new DesktopWindow(nothingToUndo);
        this.dx = new CommandLineInterface(window);
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("DX_HOME", work.resolve("home").toString());
        // Also where the build runs on a server that has no use for them itself.
        variables.put("DX_SPARES", "1");
        this.environment = new Environment(
                variables,
                Environment.current().userHome(),
                Environment.current().platform());
    }

    /** {@code command FOLDER} or {@code window FOLDER}; the folder is empty, and may be left in any state. */
    public static void main(String[] arguments) throws IOException {
        Rehearsal rehearsal = new Rehearsal(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "command" -> rehearsal.commands();
            case "window" -> rehearsal.window();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void commands() throws IOException {
        perform(work, "--help");
        perform(work, "install", "--help");
        perform(work, "instal");
        // Where no registry is configured, npm is looked for, which may not be here.
        perform(Files.createDirectories(work.resolve("bare")), "config");

        try (RehearsalRegistry registry = RehearsalRegistry.start(work)) {
            Path project = Files.createDirectories(work.resolve("project"));
            Files.writeString(project.resolve("package.json"), registry.manifest());
            Files.writeString(project.resolve(".npmrc"), "registry=" + registry.address() + "\n");
            succeed(project, "install");
            succeed(project, "install");
            succeed(project, "ci");
            succeed(project, "add", registry.addable());
            succeed(project, "list");
            succeed(project, "list", "--json");
            succeed(project, "remove", registry.addable());
            succeed(project, "install", "--json");
            Path web = Files.createDirectories(work.resolve("web"));
            Files.writeString(web.resolve("package.json"), registry.webManifest());
            Files.writeString(
                    web.resolve(".npmrc"),
                    "registry=" + registry.webAddress() + "\ncafile=" + work.resolve("tls/certificate.pem") + "\n");
            succeed(web, "install");
            TrustRehearsal.perform(work.resolve("tls/certificate.pem"));
            Files.delete(web.resolve("package-lock.json"));
            succeed(web, "install", "--prefer-offline");
            succeed(web, "install");
            Files.delete(web.resolve("package-lock.json"));
            succeed(web, "install", "--package-lock-only");
            comesBack(web, registry.webAddable());
            // These two find fault with this machine, or fail on purpose.
            perform(project, "doctor");
            perform(project, "add", "a-package-that-does-not-exist");
        }
        staysAWhile();
        // Last, since it ends the process, as every command does.
        Main.main(new String[] {"--version"});
    }

    /** A tree is made as it was noted, stands ready, and is put aside and taken back. */
    private void comesBack(Path project, String addable) throws IOException {
        Files.move(project.resolve("node_modules"), work.resolve("first"));
        succeed(project, "install");
        Files.move(project.resolve("node_modules"), work.resolve("second"));
        for (IdleWork idle : Engine.idleWork(new EngineMemory())) {
            while (idle.step(environment)) {
                // until there is nothing left of it
            }
        }
        succeed(project, "install");
        List<Path> files = List.of(project.resolve("package.json"), project.resolve("package-lock.json"));
        List<byte[]> before = read(files);
        succeed(project, "add", addable);
        List<byte[]> after = read(files);
        for (List<byte[]> state : List.of(before, after, before)) {
            for (int i = 0; i < files.size(); i++) {
                Files.write(files.get(i), state.get(i));
            }
            succeed(project, "install");
        }
    }

    private static List<byte[]> read(List<Path> files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    /** The engine that stays runs with the cache of a command. */
    private void staysAWhile() {
        Path home = environment.dxHome().folder();
        try (ResidentHost host = ResidentHost.start(home, ResidentHost.Kind.PROCESS, window, new EngineMemory())) {
            if (host == null || new ResidentClient(home).status() == null) {
                throw new IllegalStateException("the resident engine does not answer");
            }
        }
    }

    private void window() throws IOException {
        try (RehearsalRegistry registry = RehearsalRegistry.start(work)) {
            Path project = Files.createDirectories(work.resolve("project"));
            Files.writeString(project.resolve("package.json"), registry.manifest());
            Files.writeString(project.resolve(".npmrc"), "registry=" + registry.address() + "\nfetch-retries=0\n");
            WindowRehearsal.perform(() -> Files.exists(project.resolve("node_modules")));
            Main.main(new String[] {"gui", project.toString()});
        }
    }

    private void succeed(Path folder, String... arguments) {
        int code = perform(folder, arguments);
        if (code != 0) {
            throw new IllegalStateException("dx " + String.join(" ", arguments) + " ended with " + code);
        }
    }

    private int perform(Path folder, String... arguments) {
        System.out.println("dx " + String.join(" ", arguments));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Terminal terminal =
                new Terminal(out, err, false, false, () -> 100, Terminal.Streams.OF_CALLER, null, folder, environment);
        return dx.run(List.of(arguments), terminal);
    }
}
