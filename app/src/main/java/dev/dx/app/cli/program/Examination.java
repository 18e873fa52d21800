package dev.dx.app.cli.program;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.Quantity;
import dev.dx.app.resident.Endpoint;
import dev.dx.app.resident.ResidentClient;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.ConfigurationOverview;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.RegistryStatus;
import dev.dx.engine.install.project.LinkedPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks at everything an install depends on, each within a bounded time. */
final class Examination {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Invocation invocation;
    private final Environment environment;

    Examination(Invocation invocation) {
        this.invocation = invocation;
        this.environment = invocation.environment();
    }

    void run(Consumer<Check> found) {
        Path project = invocation.project();
        found.accept(java());
        found.accept(home());
        found.accept(resident());
        found.accept(program("Node.js", "node", Check.State.FAILED, "Install Node.js and put it on PATH."));
        found.accept(program("git", "git", Check.State.NOTE, "Install git for what is kept in it."));
        try (Engine engine = invocation.openEngine(Map.of())) {
            found.accept(asked("npm config", () -> configuration(engine.configuration(project))));
            found.accept(asked("Registry", () -> registry(within(() -> engine.ping(project)))));
            if (Files.exists(project.resolve("package.json"))) {
                found.accept(asked(
                        "Project",
                        () -> project(
                                engine.inspect(project), engine.complaints(project), linkedByHand(engine, project))));
            }
        }
    }

    private static Check java() {
        return Check.good("Java", Runtime.version() + ", " + System.getProperty("java.home"));
    }

    private Check home() {
        Path home = environment.dxHome().folder();
        try {
            Files.createDirectories(home);
            Files.delete(Files.createTempFile(home, "doctor", null));
            return Check.good("DX home", home.toString());
        } catch (IOException unwritable) {
            return Check.failed(
                    "DX home",
                    DxException.io(home.toString(), unwritable).what(),
                    "Make it writable, or set DX_HOME to a folder that is.");
        }
    }

    /** Commands start without one as well, and later. */
    private Check resident() {
        Map<String, String> state = new ResidentClient(environment.dxHome().folder()).status();
        if (state == null) {
            return Check.good("Resident", "none runs; dx resident start keeps an engine running");
        }
        Endpoint endpoint = Endpoint.read(environment.dxHome().folder());
        String found =
                "process " + state.get("process") + ", " + state.get("calls") + " commands since " + state.get("since");
        return endpoint == null || endpoint.build().equals(ProductVersion.build())
                ? Check.good("Resident", found)
                : new Check("Resident", Check.State.NOTE, found + ", of another build", "Run dx resident start.");
    }

    private Check program(String name, String command, Check.State without, String remedy) {
        Path program = environment.program(command);
        if (program == null) {
            return new Check(name, without, "there is no " + command + " on PATH", remedy);
        }
        String version = InstalledProgram.version(program, environment, PATIENCE);
        return version == null
                ? new Check(name, without, program + " does not say its version", remedy)
                : Check.good(name, version + ", " + program);
    }

    private static Check configuration(ConfigurationOverview configuration) {
        String files = configuration.files().stream().map(Path::toString).collect(Collectors.joining(", "));
        String found = files.isEmpty() ? "no files, npm's defaults" : files;
        return configuration.warnings().isEmpty()
                ? Check.good("npm config", found)
                : new Check("npm config", Check.State.NOTE, found, String.join("; ", configuration.warnings()));
    }

    private static Check registry(RegistryStatus status) {
        return Check.good("Registry", status.registry() + " answered in " + Quantity.time(status.answeredIn()));
    }

    /** As {@code npm ls} says where links lead. */
    private static String linkedByHand(Engine engine, Path project) {
        Set<String> linked =
                LinkedPackages.read(project.resolve("node_modules")).folders().keySet();
        return engine.linkedFolders(project).entrySet().stream()
                .filter(link -> linked.contains(link.getKey()))
                .map(link -> ", " + link.getKey() + " -> ./" + link.getValue())
                .collect(Collectors.joining());
    }

    /** @param linked what stands there as a link since somebody asked for that by hand, in words */
    private static Check project(ProjectOverview project, List<Complaint> complaints, String linked) {
        boolean fails = complaints.stream().anyMatch(complaint -> complaint.isDirect() && complaint.isFailure());
        String state = project.name() + ": lock " + words(project.lock()) + ", node_modules " + words(project.modules())
                + linked;
        if (!fails && project.lock() != ProjectOverview.LockState.UNREADABLE) {
            return Check.good("Project", state);
        }
        return Check.failed("Project", state, "Run dx install; dx list shows what is missing.");
    }

    /** What a question to the engine tells, its failure included. */
    private static Check asked(String name, Supplier<Check> question) {
        try {
            return question.get();
        } catch (DxException failure) {
            DxException.checkCancelled();
            return Check.failed(name, failure.what(), failure.remedy());
        }
    }

    private static <T> T within(Supplier<T> question) {
        FutureTask<T> answer = new FutureTask<>(question::get);
        Thread.ofVirtual().start(answer);
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new DxException(
                    ErrorCode.DX_NETWORK,
                    "no answer within " + Quantity.time(PATIENCE),
                    "Check the network, the proxy and the registry's address.",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DxException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
