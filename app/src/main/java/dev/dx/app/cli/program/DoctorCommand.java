package dev.dx.app.cli.program;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

@CommandLine.Command(name = "doctor", description = "Check this machine, the registry and the project.")
public final class DoctorCommand implements Command {
    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        Style style = invocation.outStyle();
        List<Check> checks = new ArrayList<>();
        new Examination(invocation).run(check -> {
            checks.add(check);
            if (!invocation.isJson()) {
                lines(check, style).forEach(invocation::print);
                invocation.terminal().out().flush();
            }
        });
        boolean well = checks.stream().noneMatch(check -> check.state() == Check.State.FAILED);
        if (invocation.isJson()) {
            invocation.print(json(checks, well));
        }
        return (well ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    private static List<String> lines(Check check, Style style) {
        String mark = switch (check.state()) {
            case GOOD -> style.green(style.symbol("✓", "ok  "));
            case NOTE -> style.yellow(style.symbol("!", "note"));
            case FAILED -> style.red(style.symbol("✗", "FAIL"));
        };
        String start = check.name() + " ".repeat(Math.max(1, 16 - check.name().length()));
        List<String> lines = new ArrayList<>();
        lines.add(mark + " " + start + Printable.line(check.found()));
        if (check.remedy() != null) {
            lines.add(" ".repeat(2 + 16 + (style.symbols() ? 0 : 3)) + style.dim(Printable.line(check.remedy())));
        }
        return lines;
    }

    private static String json(List<Check> checks, boolean well) {
        JsonWriter json = new JsonWriter().object().field("ok", well).array("checks");
        for (Check check : checks) {
            json.object()
                    .field("name", check.name())
                    .field("state", check.state().name().toLowerCase(Locale.ROOT))
                    .field("found", check.found())
                    .field("remedy", check.remedy())
                    .end();
        }
        return json.end().end().finish();
    }
}
