package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.OutdatedPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "outdated", description = "List dependencies of which there are newer versions.")
public final class OutdatedCommand implements Command, OptionGroup {
    @Mixin
    MemberOptions members = new MemberOptions();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Check these alone, whoever asks for them.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        List<OutdatedPackage> found;
        try (Engine engine = invocation.openEngine(Map.of())) {
            found = engine.outdated(invocation.project(), members.choice(invocation), names);
        }
        if (invocation.isJson()) {
            invocation.print(json(found, invocation.project()));
        } else if (!found.isEmpty()) {
            lines(found, invocation.outStyle()).forEach(invocation::print);
        }
        return (found.isEmpty() ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    /** The columns of npm. */
    private static List<String> lines(List<OutdatedPackage> found, Style style) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Package", "Current", "Wanted", "Latest", "Location", "Depended by"));
        for (OutdatedPackage row : found) {
            rows.add(List.of(
                    Printable.line(row.name()),
                    row.current() == null ? "MISSING" : Printable.line(row.current()),
                    Printable.line(row.wanted()),
                    Printable.line(row.latest()),
                    row.place() == null ? "-" : Printable.line(row.place()),
                    Printable.line(row.member() == null ? row.dependent() : row.member())));
        }
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = rows.get(r).get(i);
                String space = " ".repeat(widths[i] - cell.length());
                boolean right = i > 0 && i < 4;
                boolean last = i == widths.length - 1;
                String shown = r == 0 ? style.bold(cell) : paint(cell, i, found.get(r - 1), style);
                line.append(right ? space : "").append(shown).append(right || last ? "" : space);
                line.append(last ? "" : "  ");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String paint(String cell, int column, OutdatedPackage row, Style style) {
        return switch (column) {
            case 0 -> row.wanted().equals(row.current()) ? style.yellow(cell) : style.red(cell);
            case 2, 3 -> style.cyan(cell);
            default -> cell;
        };
    }

    /** As npm has it: one entry of a name is an object, several are a list of them. */
    private static String json(List<OutdatedPackage> found, Path project) {
        Map<String, List<OutdatedPackage>> byName = new LinkedHashMap<>();
        found.forEach(row ->
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row));
        JsonWriter json = new JsonWriter().object();
        byName.forEach((name, rows) -> {
            if (rows.size() == 1) {
                write(json.object(name), rows.getFirst(), project);
            } else {
                json.array(name);
                rows.forEach(row -> write(json.object(), row, project));
                json.end();
            }
        });
        return json.end().finish();
    }

    private static void write(JsonWriter json, OutdatedPackage row, Path project) {
        if (row.current() != null) {
            json.field("current", row.current());
        }
        json.field("wanted", row.wanted()).field("latest", row.latest()).field("dependent", row.dependent());
        if (row.place() != null) {
            json.field("location", project.resolve(row.place()).toString());
        }
        json.end();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, members);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
