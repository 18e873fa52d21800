package dev.dx.app.gui;

import dev.dx.app.bench.Bench;
import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchHistory;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.Peers;
import dev.dx.app.bench.Tool;
import dev.dx.app.gui.bench.BenchEngine;
import dev.dx.engine.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Measures as {@code dx bench} does, with the tools that PATH finds. */
final class BenchScreenEngine implements BenchEngine {
    private final Environment environment;

    BenchScreenEngine(Environment environment) {
        this.environment = environment;
    }

    @Override
    public List<Tool> tools() {
        String launcher = System.getProperty("dx.program");
        List<String> dx =
                Peers.thisProgram(launcher == null ? null : Path.of(launcher).normalize());
        return List.copyOf(Peers.find(environment, null, dx, null).values());
    }

    @Override
    public BenchReport run(BenchPlan plan, Consumer<BenchEvent> events) {
        BenchReport report = Bench.run(plan, events);
        new BenchHistory(environment.dxHome().folder()).add(report);
        return report;
    }

    @Override
    public List<BenchReport> history() {
        return new BenchHistory(environment.dxHome().folder()).read();
    }
}
