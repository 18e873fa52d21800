package dev.dx.app.bench;

import dev.dx.app.bench.BenchReport.Cell;
import dev.dx.app.bench.BenchReport.DiskUse;
import dev.dx.app.bench.BenchReport.Machine;
import dev.dx.app.bench.BenchReport.Participant;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report as JSON, for programs and to be read again:
 *
 * <pre>
 * {"at": TIME, "rounds": N, "registry": URL or null,
 *  "machine": {"system", "processors", "memory", "fileSystem", "load"},
 *  "tools": [{"name", "version", "problem" or null}],
 *  "results": {"FIXTURE/SCENARIO": {"TOOL": {"wall", "min", "max", "cpu", "rss_mb", "failures", "reason",
 *                                            "runs": [{"wall", "cpu", "rss"} or {"failure"}]}}},
 *  "disk": {"FIXTURE": {"TOOL": {"modules", "cache"}}}}
 * </pre>
 *
 * Times are seconds, {@code wall} and {@code cpu} medians of the runs that count; sizes are bytes but {@code rss_mb}, MiB. What
 * is not known is not there.
 */
public final class BenchJson {
    private static final double NANOS = 1e9;
    private static final double MEBI = 1024 * 1024;

    private BenchJson() {}

    public static String write(BenchReport report) {
        Map<String, JsonValue> all = new LinkedHashMap<>();
        all.put("at", text(report.at().toString()));
        all.put("rounds", number(report.rounds()));
        all.put("registry", text(report.registry()));
        Machine machine = report.machine();
        Map<String, JsonValue> where = new LinkedHashMap<>();
        where.put("system", text(machine.system()));
        where.put("processors", number(machine.processors()));
        where.put("memory", number(machine.memory()));
        where.put("fileSystem", text(machine.fileSystem()));
        where.put("load", number(machine.load()));
        all.put("machine", JsonObject.of(where));
        all.put(
                "tools",
                new JsonArray(report.tools().stream().map(BenchJson::tool).toList()));
        Map<String, Map<String, JsonValue>> results = new LinkedHashMap<>();
        for (Cell cell : report.cells()) {
            results.computeIfAbsent(cell.fixture() + "/" + cell.scenario().key(), key -> new LinkedHashMap<>())
                    .put(cell.tool(), cell(cell));
        }
        all.put("results", nested(results));
        Map<String, Map<String, JsonValue>> disk = new LinkedHashMap<>();
        for (DiskUse use : report.disk()) {
            Map<String, JsonValue> bytes = new LinkedHashMap<>();
            bytes.put("modules", number(use.modules()));
            bytes.put("cache", number(use.cache()));
            disk.computeIfAbsent(use.fixture(), key -> new LinkedHashMap<>()).put(use.tool(), JsonObject.of(bytes));
        }
        all.put("disk", nested(disk));
        return JsonWriter.write(JsonObject.of(all), JsonStyle.NPM);
    }

    /** Null if this is no report. */
    public static @Nullable BenchReport read(String text) {
        try {
            return report(JsonReader.readObject(text));
        } catch (JsonReader.MalformedJsonException | DateTimeException | IllegalArgumentException damaged) {
            return null;
        }
    }

    private static @Nullable BenchReport report(JsonObject all) {
        String at = all.string("at");
        JsonObject results = all.object("results");
        JsonObject machine = all.object("machine");
        if (at == null || results == null || machine == null) {
            return null;
        }
        List<Participant> tools = new ArrayList<>();
        JsonArray participants = all.array("tools");
        for (JsonValue each : participants == null ? List.<JsonValue>of() : participants.items()) {
            if (each instanceof JsonObject tool) {
                tools.add(new Participant(string(tool, "name"), string(tool, "version"), tool.string("problem")));
            }
        }
        List<Cell> cells = new ArrayList<>();
        for (Map.Entry<String, JsonValue> row : results.members().entrySet()) {
            int slash = row.getKey().lastIndexOf('/');
            Scenario scenario = scenario(row.getKey().substring(slash + 1));
            if (slash > 0 && scenario != null && row.getValue() instanceof JsonObject byTool) {
                String fixture = row.getKey().substring(0, slash);
                for (String tool : byTool.keys()) {
                    cells.add(new Cell(fixture, scenario, tool, runs(byTool.object(tool))));
                }
            }
        }
        return new BenchReport(
                Instant.parse(at),
                new Machine(
                        string(machine, "system"),
                        (int) number(machine, "processors", 0),
                        (long) number(machine, "memory", -1),
                        string(machine, "fileSystem"),
                        number(machine, "load", -1)),
                all.string("registry"),
                (int) number(all, "rounds", 0),
                tools,
                cells,
                disk(all.object("disk")));
    }

    private static List<DiskUse> disk(@Nullable JsonObject disk) {
        List<DiskUse> uses = new ArrayList<>();
        objects(disk)
                .forEach((fixture, tools) -> objects(tools)
                        .forEach((tool, use) -> uses.add(new DiskUse(
                                fixture, tool, (long) number(use, "modules", 0), (long) number(use, "cache", 0)))));
        return uses;
    }

    /** The members that are objects. */
    private static Map<String, JsonObject> objects(@Nullable JsonObject all) {
        Map<String, JsonObject> objects = new LinkedHashMap<>();
        if (all != null) {
            all.members().forEach((key, value) -> {
                if (value instanceof JsonObject object) {
                    objects.put(key, object);
                }
            });
        }
        return objects;
    }

    private static List<Timed> runs(@Nullable JsonObject cell) {
        List<Timed> runs = new ArrayList<>();
        JsonArray written = cell == null ? null : cell.array("runs");
        for (JsonValue each : written == null ? List.<JsonValue>of() : written.items()) {
            if (each instanceof JsonObject run) {
                runs.add(new Timed(
                        nanos(run, "wall"), nanos(run, "cpu"), (long) number(run, "rss", -1), run.string("failure")));
            }
        }
        return runs;
    }

    private static JsonValue tool(Participant tool) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("name", text(tool.name()));
        fields.put("version", text(tool.version()));
        fields.put("problem", text(tool.problem()));
        return JsonObject.of(fields);
    }

    private static JsonObject cell(Cell cell) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        seconds(fields, "wall", cell.median());
        seconds(fields, "min", cell.least());
        seconds(fields, "max", cell.most());
        seconds(fields, "cpu", cell.cpu());
        if (cell.memory() >= 0) {
            fields.put("rss_mb", number((double) cell.memory() / MEBI));
        }
        fields.put("failures", number(cell.failures()));
        if (cell.reason() != null) {
            fields.put("reason", text(cell.reason()));
        }
        List<JsonValue> runs = new ArrayList<>();
        for (Timed run : cell.runs()) {
            Map<String, JsonValue> values = new LinkedHashMap<>();
            if (run.failure() != null) {
                values.put("failure", text(run.failure()));
            } else {
                seconds(values, "wall", run.wall());
                seconds(values, "cpu", run.cpu());
                if (run.memory() >= 0) {
                    values.put("rss", number(run.memory()));
                }
            }
            runs.add(JsonObject.of(values));
        }
        fields.put("runs", new JsonArray(runs));
        return JsonObject.of(fields);
    }

    private static void seconds(Map<String, JsonValue> fields, String key, long nanos) {
        if (nanos >= 0) {
            fields.put(key, new JsonValue.Numeral(BigDecimal.valueOf(nanos, 9).toPlainString()));
        }
    }

    private static JsonObject nested(Map<String, Map<String, JsonValue>> maps) {
        Map<String, JsonValue> objects = new LinkedHashMap<>();
        maps.forEach((key, map) -> objects.put(key, JsonObject.of(map)));
        return JsonObject.of(objects);
    }

    private static JsonValue text(@Nullable String value) {
        return value == null ? JsonValue.Literal.NULL : new JsonValue.Text(value);
    }

    private static JsonValue number(long value) {
        return new JsonValue.Numeral(Long.toString(value));
    }

    private static JsonValue number(double value) {
        return new JsonValue.Numeral(
                BigDecimal.valueOf(Math.round(value * 100), 2).toPlainString());
    }

    private static @Nullable Scenario scenario(String key) {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.key().equals(key)) {
                return scenario;
            }
        }
        return null;
    }

    private static String string(JsonObject object, String key) {
        String value = object.string(key);
        return value == null ? "" : value;
    }

    private static long nanos(JsonObject object, String key) {
        double seconds = number(object, key, -1);
        return seconds < 0 ? -1 : Math.round(seconds * NANOS);
    }

    private static double number(JsonObject object, String key, double otherwise) {
        return object.get(key) instanceof JsonValue.Numeral(String digits) ? Double.parseDouble(digits) : otherwise;
    }
}
