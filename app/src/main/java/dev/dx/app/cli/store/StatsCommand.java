package dev.dx.app.cli.store;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.ExitCode;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.install.Engine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

@CommandLine.Command(name = "stats", description = "Show what the caches saved, and what was slowest to fetch.")
public final class StatsCommand implements Command {
    @Override
    public int run(Invocation invocation) {
        List<CacheHistory.Run> runs;
        try (Engine engine = invocation.openEngine(Map.of())) {
            runs = engine.history();
        }
        CacheUse all = runs.stream().map(CacheHistory.Run::use).reduce(CacheUse.NONE, CacheUse::plus);
        if (invocation.isJson()) {
            invocation.print(json(runs, all));
        } else if (runs.isEmpty()) {
            invocation.say("Nothing was installed yet, as far as is written down.");
        } else {
            print(runs, all, invocation);
        }
        return ExitCode.DONE.number();
    }

    private static void print(List<CacheHistory.Run> runs, CacheUse all, Invocation invocation) {
        Style style = invocation.outStyle();
        invocation.print(runs.size() + " installs since " + runs.getFirst().at());
        invocation.print(style.bold(row("", "memory", "disk", "network", "not fetched")));
        for (Subject subject : Subject.values()) {
            long asked = 0;
            for (Tier tier : Tier.values()) {
                asked += all.hits(subject, tier).count();
            }
            long fetched = all.hits(subject, Tier.NETWORK).count();
            invocation.print(row(
                    subject.name().toLowerCase(Locale.ROOT) + "s",
                    String.valueOf(all.hits(subject, Tier.MEMORY).count()),
                    String.valueOf(all.hits(subject, Tier.DISK).count()),
                    String.valueOf(fetched),
                    asked == 0 ? "-" : 100 * (asked - fetched) / asked + " %"));
        }
        invocation.print("saved: " + all.bytesSaved() + " bytes of documents and unpacked packages");
        if (all.knownAbsent() + all.wronglyPassed() > 0) {
            invocation.print("filter: " + all.knownAbsent() + " look-ups spared, " + all.wronglyPassed()
                    + " in vain all the same");
        }
        if (all.ahead().fetched() > 0) {
            invocation.print("read ahead: " + all.ahead().fetched() + " documents, "
                    + all.ahead().bytes() + " bytes; " + all.ahead().used() + " were used");
        }
        if (!all.slowest().isEmpty()) {
            invocation.print(style.bold("slowest to fetch"));
        }
        for (CacheUse.Fetch fetch : all.slowest()) {
            invocation.print(String.format(
                    Locale.ROOT,
                    "%,9d ms  %,12d bytes  %s",
                    fetch.micros() / 1000,
                    fetch.bytes(),
                    Printable.line(fetch.what())));
        }
    }

    private static String row(String name, String... cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-11s", name));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, "%12s", cell));
        }
        return row.toString();
    }

    private static String json(List<CacheHistory.Run> runs, CacheUse all) {
        JsonWriter json = new JsonWriter().object().field("installs", runs.size());
        for (Subject subject : Subject.values()) {
            json.object(subject.name().toLowerCase(Locale.ROOT));
            for (Tier tier : Tier.values()) {
                CacheUse.Hits hits = all.hits(subject, tier);
                json.object(tier.name().toLowerCase(Locale.ROOT))
                        .field("count", hits.count())
                        .field("bytes", hits.bytes())
                        .field("micros", hits.micros())
                        .end();
            }
            json.end();
        }
        json.field("bytesSaved", all.bytesSaved());
        json.object("filter")
                .field("knownAbsent", all.knownAbsent())
                .field("wronglyPassed", all.wronglyPassed())
                .end();
        json.object("readAhead")
                .field("fetched", all.ahead().fetched())
                .field("bytes", all.ahead().bytes())
                .field("used", all.ahead().used())
                .end();
        json.array("slowest");
        for (CacheUse.Fetch fetch : all.slowest()) {
            json.object()
                    .field("kind", fetch.subject().name().toLowerCase(Locale.ROOT))
                    .field("what", fetch.what())
                    .field("bytes", fetch.bytes())
                    .field("micros", fetch.micros())
                    .end();
        }
        json.end().array("runs");
        for (CacheHistory.Run run : runs.subList(Math.max(0, runs.size() - 100), runs.size())) {
            json.object()
                    .field("at", run.at().toString())
                    .field("project", run.where())
                    .field("did", run.what())
                    .field("millis", run.millis())
                    .field("packages", run.packages())
                    .field("bytesSaved", run.use().bytesSaved())
                    .end();
        }
        return json.end().end().finish();
    }
}
