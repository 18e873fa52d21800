package dev.dx.app.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param registry that all were told to use; null where each used what it is configured to
 */
public record BenchReport(
        Instant at,
        Machine machine,
        @Nullable String registry,
        int rounds,
        List<Participant> tools,
        List<Cell> cells,
        List<DiskUse> disk) {
    public BenchReport {
        tools = List.copyOf(tools);
        cells = List.copyOf(cells);
        disk = List.copyOf(disk);
    }

    /**
     * Where it was measured.
     *
     * @param fileSystem of the folder it was measured in
     * @param load of the machine at the beginning, as the system says it; below 0 where it does not
     */
    public record Machine(String system, int processors, long memory, String fileSystem, double load) {}

    /** @param problem why it could not be measured at all; null if it could */
    public record Participant(
            String name, String version, @Nullable String problem) {}

    /** What a tool's node_modules and cache take on the disk once a fixture is installed. */
    public record DiskUse(String fixture, String tool, long modules, long cache) {}

    /** One tool in one scenario. */
    public record Cell(String fixture, Scenario scenario, String tool, List<Timed> runs) {
        public Cell {
            runs = List.copyOf(runs);
        }

        public int failures() {
            return runs.size() - good().size();
        }

        /** Why it failed, the first time; null if it did not. */
        public @Nullable String reason() {
            return runs.stream()
                    .filter(run -> !run.counts())
                    .map(Timed::failure)
                    .findFirst()
                    .orElse(null);
        }

        /** Below 0 where every run failed. */
        public long median() {
            return median(Timed::wall);
        }

        public long least() {
            return good().stream().mapToLong(Timed::wall).min().orElse(-1);
        }

        public long most() {
            return good().stream().mapToLong(Timed::wall).max().orElse(-1);
        }

        public long cpu() {
            return median(Timed::cpu);
        }

        public long memory() {
            return good().stream().mapToLong(Timed::memory).max().orElse(-1);
        }

        private long median(ToLongFunction<Timed> of) {
            long[] sorted = good().stream().mapToLong(of).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length == 0
                    ? -1
                    : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        private List<Timed> good() {
            return runs.stream().filter(Timed::counts).toList();
        }
    }

    /** The fixtures in the order they were measured in. */
    public List<String> fixtures() {
        return List.copyOf(new LinkedHashSet<>(cells.stream().map(Cell::fixture).toList()));
    }

    public List<Scenario> scenarios(String fixture) {
        return List.copyOf(new LinkedHashSet<>(cells.stream()
                .filter(cell -> cell.fixture().equals(fixture))
                .map(Cell::scenario)
                .toList()));
    }

    /** In the order of the tools. */
    public List<Cell> row(String fixture, Scenario scenario) {
        List<String> names = tools.stream().map(Participant::name).toList();
        return cells.stream()
                .filter(cell -> cell.fixture().equals(fixture) && cell.scenario() == scenario)
                .sorted(Comparator.comparingInt(cell -> names.indexOf(cell.tool())))
                .toList();
    }

    /** The quickest of a row; null where all failed. */
    public @Nullable Cell fastest(String fixture, Scenario scenario) {
        return row(fixture, scenario).stream()
                .filter(cell -> cell.median() >= 0)
                .min(Comparator.comparingLong(Cell::median))
                .orElse(null);
    }

    /** How many times as long as the quickest of its row; below 0 where it never succeeded. */
    public double ratio(Cell cell) {
        Cell fastest = fastest(cell.fixture(), cell.scenario());
        return fastest == null || cell.median() < 0 ? -1 : (double) cell.median() / Math.max(1, fastest.median());
    }

    /** Collects cells and disk uses. */
    static final class Builder {
        private final Instant at;
        private final Machine machine;
        private final @Nullable String registry;
        private final int rounds;
        final List<Participant> tools = new ArrayList<>();
        final List<Cell> cells = new ArrayList<>();
        final List<DiskUse> disk = new ArrayList<>();

        Builder(Instant at, Machine machine, @Nullable String registry, int rounds) {
            this.at = at;
            this.machine = machine;
            this.registry = registry;
            this.rounds = rounds;
        }

        BenchReport build() {
            return new BenchReport(at, machine, registry, rounds, tools, cells, disk);
        }
    }
}
