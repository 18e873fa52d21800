package dev.dx.app.bench;

import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.bench.BenchReport.DiskUse;
import dev.dx.app.bench.BenchReport.Participant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as tables: for a terminal, for a document, for a spreadsheet. */
public final class BenchTable {
    private static final double MILLI = 1e6;
    private static final double MEGA = 1e6;
    private static final int GAP = 2;

    private BenchTable() {}

    /** One line for each run's cell, with all that is known of it. */
    public static String csv(BenchReport report) {
        StringBuilder csv = new StringBuilder(
                "fixture,scenario,tool,version,median_ms,min_ms,max_ms,ratio,cpu_ms,memory_bytes,runs,failures,reason\n");
        Map<String, String> versions = new LinkedHashMap<>();
        report.tools().forEach(tool -> versions.put(tool.name(), tool.version()));
        for (Cell cell : report.cells()) {
            double ratio = report.ratio(cell);
            csv.append(quoted(cell.fixture())).append(',');
            csv.append(cell.scenario().key()).append(',');
            csv.append(quoted(cell.tool())).append(',');
            csv.append(quoted(versions.getOrDefault(cell.tool(), ""))).append(',');
            csv.append(number(cell.median(), MILLI)).append(',');
            csv.append(number(cell.least(), MILLI)).append(',');
            csv.append(number(cell.most(), MILLI)).append(',');
            csv.append(ratio < 0 ? "" : String.format(Locale.ROOT, "%.3f", ratio))
                    .append(',');
            csv.append(number(cell.cpu(), MILLI)).append(',');
            csv.append(cell.memory() < 0 ? "" : cell.memory()).append(',');
            csv.append(cell.runs().size()).append(',');
            csv.append(cell.failures()).append(',');
            csv.append(quoted(cell.reason() == null ? "" : cell.reason())).append('\n');
        }
        return csv.toString();
    }

    /** For people in a terminal. */
    public static List<String> text(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(where(report));
        report.tools().forEach(tool -> lines.add(tool(tool)));
        for (String fixture : report.fixtures()) {
            lines.add("");
            lines.addAll(aligned(grid(report, fixture)));
        }
        lines.add("");
        lines.addAll(notes(report));
        return lines;
    }

    public static List<String> markdown(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(where(report));
        lines.add("");
        report.tools().forEach(tool -> lines.add("- " + tool(tool)));
        for (String fixture : report.fixtures()) {
            List<List<String>> grid = grid(report, fixture);
            lines.add("");
            lines.add(line(grid.getFirst()));
            lines.add("| --- |" + " ---: |".repeat(grid.getFirst().size() - 1));
            grid.subList(1, grid.size()).forEach(row -> lines.add(line(row)));
        }
        lines.add("");
        notes(report).forEach(note -> lines.add("- " + note));
        return lines;
    }

    /** Rows of cells, a line of titles first; what it took on the disk last. */
    private static List<List<String>> grid(BenchReport report, String fixture) {
        List<String> tools = tools(report, fixture);
        List<List<String>> grid = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of(fixture));
        titles.addAll(tools);
        grid.add(titles);
        for (Scenario scenario : report.scenarios(fixture)) {
            List<String> row = new ArrayList<>(List.of(scenario.key()));
            for (String tool : tools) {
                Cell cell = report.row(fixture, scenario).stream()
                        .filter(each -> each.tool().equals(tool))
                        .findFirst()
                        .orElse(null);
                row.add(cell(report, cell));
            }
            grid.add(row);
        }
        grid.add(disk(report, fixture, tools, "node_modules"));
        grid.add(disk(report, fixture, tools, "its cache"));
        return grid;
    }

    private static List<String> disk(BenchReport report, String fixture, List<String> tools, String what) {
        List<String> row = new ArrayList<>(List.of(what));
        for (String tool : tools) {
            DiskUse use = report.disk().stream()
                    .filter(each ->
                            each.fixture().equals(fixture) && each.tool().equals(tool))
                    .findFirst()
                    .orElse(null);
            row.add(
                    use == null
                            ? "-"
                            : number(what.equals("node_modules") ? use.modules() : use.cache(), MEGA) + " MB");
        }
        return row;
    }

    private static List<String> tools(BenchReport report, String fixture) {
        LinkedHashSet<String> measured = new LinkedHashSet<>();
        report.cells().stream()
                .filter(cell -> cell.fixture().equals(fixture))
                .forEach(cell -> measured.add(cell.tool()));
        List<String> inOrder = new ArrayList<>(report.tools().stream()
                .map(Participant::name)
                .filter(measured::remove)
                .toList());
        inOrder.addAll(measured);
        return inOrder;
    }

    /** {@code 140.2 ms 1.0x (135.0-160.3)}; how it failed, where it did. */
    private static String cell(BenchReport report, @Nullable Cell cell) {
        if (cell == null) {
            return "-";
        }
        String failed = cell.failures() == 0
                ? ""
                : "failed " + cell.failures() + "/" + cell.runs().size();
        if (cell.median() < 0) {
            return failed;
        }
        String took = String.format(
                Locale.ROOT,
                "%s ms %.1fx (%s-%s)",
                number(cell.median(), MILLI),
                report.ratio(cell),
                number(cell.least(), MILLI),
                number(cell.most(), MILLI));
        return failed.isEmpty() ? took : took + " " + failed;
    }

    private static List<String> notes(BenchReport report) {
        List<String> notes = new ArrayList<>();
        notes.add("Medians of " + report.rounds()
                + " rounds of whole processes, times the fastest of the row, and in brackets the least and the most.");
        for (Cell cell : report.cells()) {
            if (cell.reason() != null) {
                notes.add(cell.tool() + " failed " + cell.failures() + " of "
                        + cell.runs().size() + " in " + cell.fixture() + " "
                        + cell.scenario().key() + ": "
                        + cell.reason());
            }
        }
        int rows = 0;
        List<String> lost = new ArrayList<>();
        for (String fixture : report.fixtures()) {
            for (Scenario scenario : report.scenarios(fixture)) {
                Cell best = report.fastest(fixture, scenario);
                boolean hasDx = report.row(fixture, scenario).stream()
                        .anyMatch(cell -> cell.tool().startsWith(Tool.DX));
                if (best == null || !hasDx) {
                    continue;
                }
                rows++;
                if (!best.tool().startsWith(Tool.DX)) {
                    lost.add(fixture + " " + scenario.key() + " to " + best.tool());
                }
            }
        }
        if (rows > 0) {
            notes.add("DX is fastest in " + (rows - lost.size()) + " of " + rows + " rows"
                    + (lost.isEmpty() ? "." : ", and loses " + String.join(", ", lost) + "."));
        }
        return notes;
    }

    private static String where(BenchReport report) {
        BenchReport.Machine machine = report.machine();
        return report.at() + ", " + machine.system() + ", " + machine.processors() + " processors, "
                + machine.fileSystem()
                + (machine.load() < 0 ? "" : String.format(Locale.ROOT, ", load %.1f at the beginning", machine.load()))
                + (report.registry() == null ? "" : ", " + report.registry());
    }

    private static String tool(Participant tool) {
        return tool.name()
                + (tool.version().isEmpty() ? "" : " " + tool.version())
                + (tool.problem() == null ? "" : ": not measured: " + tool.problem());
    }

    private static List<String> aligned(List<List<String>> grid) {
        int columns = grid.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : grid) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : grid) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String line(List<String> row) {
        return "| "
                + String.join(
                        " | ",
                        row.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |";
    }

    /** With one decimal where that is seen; nothing for what is not known. */
    private static String number(long value, double unit) {
        double shown = value / unit;
        return value < 0 ? "" : String.format(Locale.ROOT, shown < 1000 ? "%.1f" : "%.0f", shown);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
