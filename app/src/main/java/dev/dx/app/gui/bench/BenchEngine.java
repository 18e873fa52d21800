package dev.dx.app.gui.bench;

import dev.dx.app.bench.BenchEvent;
import dev.dx.app.bench.BenchPlan;
import dev.dx.app.bench.BenchReport;
import dev.dx.app.bench.Tool;
import dev.dx.engine.DxException;
import java.util.List;
import java.util.function.Consumer;

/** What this screen asks for. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface BenchEngine {
    /** The tools found on this machine. */
    List<Tool> tools();

    /** Measures, and writes down what was measured. */
    BenchReport run(BenchPlan plan, Consumer<BenchEvent> events);

    /** What was measured before, the oldest first. */
    List<BenchReport> history();
}
