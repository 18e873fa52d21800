package dev.dx.app.cli.install;

import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Quantity;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.project.LinkedPackages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an install did, in words or as a document. */
final class InstallSummary {
    private InstallSummary() {}

    static List<String> lines(InstallReport report, Change change, Style style) {
        List<String> lines = new ArrayList<>();
        for (PackageId added : named(report, change)) {
            lines.add(style.green("+") + " " + Printable.line(added.name()) + "@" + Printable.line(added.version()));
        }
        if (change instanceof Change.Link link) {
            LinkedPackages.of(link.folders())
                    .folders()
                    .forEach((name, folder) ->
                            lines.add(style.green("+") + " " + Printable.line(name + " -> " + folder)));
        }
        String time = " in " + Quantity.time(report.elapsed());
        if (change instanceof Change.Import) {
            lines.add("wrote package-lock.json, " + Quantity.packages(report.packages()) + time);
            return lines;
        }
        if (report.upToDate()) {
            lines.add("up to date, " + Quantity.packages(report.packages()) + time);
            return lines;
        }
        if (report.way() == InstallReport.Way.CAME_BACK) {
            lines.add("back to the tree of this lock, " + Quantity.packages(report.packages()) + time);
            return lines;
        }
        List<String> done = new ArrayList<>();
        count(done, "added", report.added());
        count(done, "changed", report.changed());
        count(done, "removed", report.removed());
        if (done.isEmpty()) {
            done.add("made anew, " + Quantity.packages(report.packages()));
        }
        String fetched = report.fetched() == 0
                ? ""
                : style.dim(" (" + report.fetched() + " fetched, " + Quantity.bytes(report.bytes()) + ")");
        lines.add(String.join(", ", done) + time + fetched);
        return lines;
    }

    static String json(InstallReport report) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("added", report.added())
                .field("changed", report.changed())
                .field("removed", report.removed())
                .field("packages", report.packages())
                .field("way", report.way().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .field("fetched", report.fetched())
                .field("bytes", report.bytes())
                .field("elapsedMillis", report.elapsed().toMillis())
                .array("dependencies");
        for (PackageId id : report.direct()) {
            json.object()
                    .field("name", id.name())
                    .field("version", id.version())
                    .end();
        }
        return json.end().field("warnings", report.warnings()).end().finish();
    }

    /** The direct dependencies that the user asked for by name. */
    private static List<PackageId> named(InstallReport report, Change change) {
        return switch (change) {
            case Change.Sync _,
                    Change.Import _,
                    Change.Remove _,
                    Change.Update _,
                    Change.Dedupe _,
                    Change.Prune _,
                    Change.Approve _,
                    Change.Rebuild _,
                    Change.Link _ -> List.of();
            case Change.Add add -> {
                Set<String> names =
                        add.specs().stream().map(InstallSummary::nameOf).collect(Collectors.toSet());
                yield report.direct().stream()
                        .filter(id -> names.contains(id.name()))
                        .toList();
            }
        };
    }

    /** {@code @scope/name} of {@code @scope/name@range}. */
    private static String nameOf(String spec) {
        int at = spec.indexOf('@', 1);
        return at < 0 ? spec : spec.substring(0, at);
    }

    private static void count(List<String> done, String verb, int count) {
        if (count > 0) {
            done.add(verb + " " + (done.isEmpty() ? Quantity.packages(count) : Integer.toString(count)));
        }
    }
}
