package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs git. It never asks anybody anything, runs no hooks, speaks to other machines over http, ssh and its own protocol
 * only, and is killed with all it started when the calling thread is interrupted.
 */
final class GitCommand {
    private static final int MOST_OUTPUT = 64 << 20;
    private static final int KEPT_ERRORS = 8 << 10;
    private static final Pattern URL_SECRETS = Pattern.compile("://[^/@\\s]+@");

    /** What a hook that runs DX may have set for its own repository. */
    private static final List<String> OTHER_REPOSITORY = List.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_PREFIX");

    private final Environment environment;

    GitCommand(Environment environment) {
        this.environment = environment;
    }

    /** What a git command ended with. */
    record Outcome(int exit, String output, String errors) {
        boolean isDone() {
            return exit == 0;
        }

        /** What git said last, for a person; names and passwords in addresses are left out. */
        String lastWords() {
            String words = errors.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("fatal:") || line.startsWith("error:"))
                    .findFirst()
                    .orElseGet(() -> errors.lines().reduce("git failed", (before, line) -> line));
            return withoutSecrets(words);
        }
    }

    static String withoutSecrets(String text) {
        return URL_SECRETS.matcher(text).replaceAll("://***@");
    }

    /**
     * Runs it to its end.
     *
     * @param folder where; null for nowhere in particular
     */
    Outcome run(@Nullable Path folder, String... arguments) {
        DxException.checkCancelled();
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(variables());
        builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
        try {
            Process process = builder.start();
            try {
                return finish(process);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            } finally {
                kill(process);
            }
        } catch (IOException failure) {
            throw DxException.io("running git", failure);
        }
    }

    private static Outcome finish(Process process) throws InterruptedException {
        FutureTask<String> output = new FutureTask<>(() -> read(process.getInputStream(), MOST_OUTPUT));
        FutureTask<String> errors = new FutureTask<>(() -> read(process.getErrorStream(), KEPT_ERRORS));
        Thread.ofVirtual().start(output);
        Thread.ofVirtual().start(errors);
        int exit = process.waitFor();
        try {
            return new Outcome(exit, output.get(), errors.get());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException failure) {
                throw DxException.io("reading what git says", failure);
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Reads to the end, and keeps no more than so many bytes. */
    private static String read(InputStream in, int most) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 << 10];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            kept.write(buffer, 0, Math.min(count, most - kept.size()));
        }
        return kept.toString(StandardCharsets.UTF_8);
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<String> command(String... arguments) {
        Path git = environment.program("git");
        if (git == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    "git: not installed, and a package comes from a git repository",
                    "Install git, or put it on PATH.");
        }
        List<String> command = new ArrayList<>(List.of(
                git.toString(),
                "--no-replace-objects",
                "-c",
                "core.hooksPath=" + nothing(),
                "-c",
                "init.templateDir=",
                "-c",
                "core.fsmonitor=false",
                "-c",
                "protocol.allow=never"));
        for (String protocol : List.of("https", "http", "ssh", "git")) {
            command.add("-c");
            command.add("protocol." + protocol + ".allow=always");
        }
        // Repositories on this machine only where the user's own project names them, not where a submodule does.
        command.add("-c");
        command.add("protocol.file.allow=user");
        if (environment.platform().isWindows()) {
            command.add("-c");
            command.add("core.longpaths=true");
        }
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(environment.variables());
        OTHER_REPOSITORY.forEach(variables::remove);
        variables.remove("GIT_ALLOW_PROTOCOL");
        variables.putIfAbsent("HOME", environment.userHome().toString());
        variables.put("GIT_TERMINAL_PROMPT", "0");
        String own = ownConfiguration();
        if (!sets(own, "core", "askpass")) {
            variables.putIfAbsent("GIT_ASKPASS", "echo");
        }
        if (!sets(own, "core", "sshcommand")) {
            variables.putIfAbsent("GIT_SSH_COMMAND", "ssh -oStrictHostKeyChecking=accept-new");
        }
        return variables;
    }

    private String ownConfiguration() {
        try {
            return Files.readString(environment.userHome().resolve(".gitconfig"));
        } catch (IOException none) {
            return "";
        }
    }

    private static boolean sets(String configuration, String section, String key) {
        boolean inSection = false;
        for (String line : configuration.lines().toList()) {
            String text = line.strip().toLowerCase(java.util.Locale.ROOT);
            if (text.startsWith("[")) {
                inSection = text.equals("[" + section + "]");
            } else if (inSection && text.startsWith(key)) {
                return true;
            }
        }
        return false;
    }

    private File nothing() {
        return new File(environment.platform().isWindows() ? "NUL" : "/dev/null");
    }
}
