package dev.dx.app.bench;

import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.bench.BenchReport.DiskUse;
import dev.dx.app.bench.BenchReport.Machine;
import dev.dx.app.bench.BenchReport.Participant;
import dev.dx.app.bench.Scenario.Part;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a plan. Each tool first installs each fixture untimed; from then on every run starts from a part of what that left.
 * The tools take turns, so that a slow minute of the machine falls on all of them alike. Interrupting the thread ends what runs
 * and removes everything.
 */
public final class Bench {
    /** What is added in {@link Scenario#ADD}. */
    static final String ADDED = "is-odd@3.0.1";

    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    private final BenchPlan plan;
    private final Consumer<BenchEvent> events;
    private final Stopwatch stopwatch;
    private final WorkFolder work;
    private final BenchReport.Builder report;
    private int done;
    private int total;

    /** A tool that has installed a fixture. */
    private record Prepared(Tool tool, Path base, Path project) {
        Path cache() {
            return base.resolve("cache");
        }

        Path log() {
            return base.resolve("log");
        }

        Path manifest() {
            return project.resolve("package.json");
        }

        Path lock() {
            return project.resolve(tool.lock());
        }
    }

    private Bench(BenchPlan plan, Consumer<BenchEvent> events, WorkFolder work) throws IOException {
        this.plan = plan;
        this.events = events;
        this.work = work;
        this.stopwatch = new Stopwatch(plan.limit());
        this.report = new BenchReport.Builder(
                Instant.now().truncatedTo(ChronoUnit.MILLIS), machine(work.folder()), plan.registry(), plan.rounds());
    }

    /** Blocks until everything is measured. */
    public static BenchReport run(BenchPlan plan, Consumer<BenchEvent> events) {
        try (WorkFolder work = WorkFolder.below(plan.work())) {
            return new Bench(plan, events, work).run();
        } catch (IOException failure) {
            DxException.checkCancelled();
            throw DxException.io(plan.work().toString(), failure);
        }
    }

    private BenchReport run() throws IOException {
        List<Tool> usable = new ArrayList<>();
        for (Tool tool : plan.tools()) {
            Participant participant = participant(tool);
            report.tools.add(participant);
            if (participant.problem() == null) {
                usable.add(tool);
            } else {
                events.accept(new BenchEvent.LeftOut("", tool.name(), participant.problem()));
            }
        }
        for (Tool tool : usable) {
            int prepared = 1 + (adds() ? 1 : 0) + (tool.isResident() ? 1 : 0);
            total += plan.fixtures().size() * (prepared + plan.scenarios().size() * plan.rounds());
        }
        for (Fixture fixture : plan.fixtures()) {
            measure(fixture, usable);
        }
        return report.build();
    }

    /** What a tool says its version is; a tool that cannot even say that is not measured. */
    private Participant participant(Tool tool) throws IOException {
        Path folder = Files.createDirectories(work.folder().resolve("version").resolve(tool.name()));
        Path log = folder.resolve("log");
        Timed timed = new Stopwatch(VERSION_LIMIT)
                .run(tool.line(List.of("--version")), folder, tool.variables().apply(folder.resolve("cache")), log);
        if (timed.failure() != null) {
            return new Participant(tool.name(), "", timed.failure());
        }
        String said = Stopwatch.firstLine(log);
        return new Participant(tool.name(), said, null);
    }

    private boolean adds() {
        return plan.scenarios().contains(Scenario.ADD);
    }

    private void measure(Fixture fixture, List<Tool> tools) throws IOException {
        Map<Tool, Prepared> prepared = new LinkedHashMap<>();
        try {
            for (Tool tool : tools) {
                Prepared ready = prepare(fixture, tool);
                if (ready != null) {
                    prepared.put(tool, ready);
                    report.disk.add(new DiskUse(
                            fixture.name(),
                            tool.name(),
                            WorkFolder.diskUse(ready.project().resolve("node_modules")),
                            WorkFolder.diskUse(ready.cache())));
                }
            }
            for (Scenario scenario : plan.scenarios()) {
                rounds(fixture, scenario, prepared);
                events.accept(new BenchEvent.Row(report.build(), fixture.name(), scenario));
            }
        } finally {
            prepared.values().stream().filter(each -> each.tool().isResident()).forEach(this::stopResident);
        }
        for (Prepared each : prepared.values()) {
            work.remove(each.base());
        }
    }

    private @Nullable Prepared prepare(Fixture fixture, Tool tool) throws IOException {
        Path base = work.folder().resolve(fixture.name()).resolve(tool.name());
        Prepared prepared = new Prepared(tool, base, base.resolve("project"));
        Files.createDirectories(prepared.cache());
        fixture.writeTo(prepared.project());
        step(fixture, "prepare", tool, true);
        Timed timed = run(prepared, tool.install());
        String failure = timed.failure();
        if (failure == null) {
            failure = Installed.missing(prepared.project(), tool.lock());
        }
        if (failure == null && adds()) {
            step(fixture, "prepare", tool, true);
            // The package that is added later is to be in the cache by then.
            Prepared warm = new Prepared(tool, base, base.resolve("warm"));
            fixture.writeTo(warm.project());
            run(warm, tool.install());
            run(warm, arguments(Scenario.ADD, tool));
            work.remove(warm.project());
        }
        if (failure == null && tool.isResident()) {
            step(fixture, "prepare", tool, true);
            failure = run(prepared, List.of("resident", "start")).failure();
        }
        if (failure == null) {
            return prepared;
        }
        events.accept(new BenchEvent.LeftOut(fixture.name(), tool.name(), failure));
        Timed failed = Timed.failed("cannot be prepared: " + failure);
        for (Scenario scenario : plan.scenarios()) {
            report.cells.add(new Cell(fixture.name(), scenario, tool.name(), List.of(failed)));
        }
        work.remove(base);
        return null;
    }

    private void rounds(Fixture fixture, Scenario scenario, Map<Tool, Prepared> prepared) throws IOException {
        Map<Tool, List<Timed>> runs = new LinkedHashMap<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Prepared each : prepared.values()) {
                step(fixture, scenario.key(), each.tool(), false);
                if (each.tool().isResident() && !scenario.keeps(Part.CACHE)) {
                    // A resident engine whose home is taken away is no scenario.
                    continue;
                }
                Timed timed = once(scenario, each);
                runs.computeIfAbsent(each.tool(), tool -> new ArrayList<>()).add(timed);
                events.accept(
                        new BenchEvent.Ran(fixture.name(), scenario, each.tool().name(), timed));
            }
        }
        runs.forEach((tool, timed) -> report.cells.add(new Cell(fixture.name(), scenario, tool.name(), timed)));
    }

    private Timed once(Scenario scenario, Prepared at) throws IOException {
        Path saved = at.base().resolve("cache-saved");
        byte[] manifest = Files.readAllBytes(at.manifest());
        byte @Nullable [] lock = Files.exists(at.lock()) ? Files.readAllBytes(at.lock()) : null;
        if (!scenario.keeps(Part.CACHE)) {
            Files.move(at.cache(), saved, StandardCopyOption.ATOMIC_MOVE);
            Files.createDirectory(at.cache());
        } else if (at.tool().isResident()) {
            sleep(plan.idle());
        }
        if (!scenario.keeps(Part.LOCK)) {
            Files.deleteIfExists(at.lock());
        }
        if (!scenario.keeps(Part.MODULES)) {
            work.remove(at.project().resolve("node_modules"));
        }
        Timed timed = run(at, arguments(scenario, at.tool()));
        if (timed.counts()) {
            String missing = Installed.missing(at.project(), at.tool().lock());
            timed = missing == null ? timed : timed.because(missing);
        }
        if (!scenario.keeps(Part.CACHE)) {
            work.remove(at.cache());
            Files.move(saved, at.cache(), StandardCopyOption.ATOMIC_MOVE);
        }
        putBack(at, manifest, lock);
        if (scenario.changesProject() || !timed.counts()) {
            run(at, at.tool().install());
            putBack(at, manifest, lock);
        }
        return timed;
    }

    private static List<String> arguments(Scenario scenario, Tool tool) {
        if (scenario != Scenario.ADD) {
            return tool.install();
        }
        List<String> add = new ArrayList<>(tool.add());
        add.add(ADDED);
        return add;
    }

    private static void putBack(Prepared at, byte[] manifest, byte @Nullable [] lock) throws IOException {
        Files.write(at.manifest(), manifest);
        if (lock != null) {
            Files.write(at.lock(), lock);
        }
    }

    private Timed run(Prepared at, List<String> arguments) {
        return stopwatch.run(
                at.tool().line(arguments), at.project(), at.tool().variables().apply(at.cache()), at.log());
    }

    private void stopResident(Prepared at) {
        boolean interrupted = Thread.interrupted();
        try {
            run(at, List.of("resident", "stop"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void step(Fixture fixture, String what, Tool tool, boolean untimed) {
        DxException.checkCancelled();
        events.accept(new BenchEvent.Step(fixture.name(), what, tool.name(), done, total, untimed));
        done = Math.min(done + 1, total);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        }
    }

    private static Machine machine(Path folder) throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long memory =
                system instanceof com.sun.management.OperatingSystemMXBean known ? known.getTotalMemorySize() : -1;
        return new Machine(
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                system.getAvailableProcessors(),
                memory,
                Files.getFileStore(folder).type(),
                Math.round(100 * system.getSystemLoadAverage()) / 100.0);
    }
}
