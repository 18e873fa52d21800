package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.registry.PackageHits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "search",
        aliases = {"find", "s", "se"},
        description = "Look for packages in the registry.")
public final class SearchCommand implements Command {
    @Option(names = "--limit", paramLabel = "N", description = "Show at most so many; 20 if it is not said.")
    int limit = 20;

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "What to look for.")
    List<String> words = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        if (limit < 1 || limit > 250) {
            throw new DxException(ErrorCode.DX_USAGE, "--limit=" + limit, "Name a number from 1 to 250.");
        }
        PackageHits found;
        try (Engine engine = invocation.openEngine(Map.of())) {
            found = engine.search(invocation.project(), String.join(" ", words), limit);
            if (found == null) {
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        engine.config(invocation.project()).defaultRegistry().getHost() + ": it cannot search",
                        "Name the package exactly: dx view NAME.");
            }
        }
        if (invocation.isJson()) {
            invocation.print(json(found));
        } else {
            Style style = invocation.outStyle();
            found.hits().forEach(hit -> lines(hit, style).forEach(invocation::print));
            if (found.hits().isEmpty() && !invocation.options().isQuiet()) {
                invocation.say("Nothing found for " + Printable.line(String.join(" ", words)) + ".");
            }
        }
        return ExitCode.DONE.number();
    }

    private static List<String> lines(PackageHits.Hit hit, Style style) {
        List<String> lines = new ArrayList<>();
        String date =
                hit.published() == null ? "" : "  " + hit.published().toString().substring(0, 10);
        lines.add(style.bold(Printable.line(hit.name())) + " " + Printable.line(hit.version())
                + style.dim(date + (hit.publisher().isEmpty() ? "" : "  by " + Printable.line(hit.publisher()))));
        if (!hit.description().isEmpty()) {
            lines.add("    " + Printable.line(hit.description()));
        }
        return lines;
    }

    private static String json(PackageHits found) {
        JsonWriter json =
                new JsonWriter().object().field("total", found.total()).array("packages");
        for (PackageHits.Hit hit : found.hits()) {
            json.object()
                    .field("name", hit.name())
                    .field("version", hit.version())
                    .field("description", hit.description())
                    .field("publisher", hit.publisher())
                    .field("published", Objects.toString(hit.published(), null))
                    .field("keywords", hit.keywords())
                    .end();
        }
        return json.end().end().finish();
    }
}
