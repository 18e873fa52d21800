package dev.dx.app.cli.store;

import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Quantity;
import dev.dx.converter.BatchReport;
import dev.dx.converter.Converted;
import dev.dx.converter.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What conversions and measurements are told as. */
final class ConvertReport {
    private ConvertReport() {}

    static String line(Converted converted) {
        String outcome = switch (converted.outcome()) {
            case CONVERTED -> "converted ";
            case SKIPPED -> "skipped, there already: ";
        };
        String size = Quantity.bytes(converted.packLength())
                + (converted.archiveLength() == 0 ? "" : " of a .tgz of " + Quantity.bytes(converted.archiveLength()));
        return outcome + converted.id() + ": " + size + ", " + Quantity.time(converted.time());
    }

    static List<String> lines(BatchReport report) {
        List<String> lines = new ArrayList<>();
        for (BatchReport.Failure failure : report.failed()) {
            lines.add("failed " + failure.spec() + ": " + failure.why().getMessage());
        }
        long archives = report.archiveBytes();
        lines.add(Quantity.packages((int) report.count(Converted.Outcome.CONVERTED)) + " converted, "
                + report.count(Converted.Outcome.SKIPPED) + " there already, "
                + report.failed().size() + " failed, in " + Quantity.time(report.time()));
        if (archives > 0) {
            lines.add(Quantity.bytes(report.packBytes()) + " of .dxp, " + Quantity.bytes(archives) + " of .tgz: "
                    + ratio((double) report.packBytes() / archives));
        }
        return lines;
    }

    static String json(BatchReport report) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("archiveBytes", report.archiveBytes())
                .field("packBytes", report.packBytes())
                .field("milliseconds", report.time().toMillis())
                .array("converted");
        report.converted().forEach(converted -> add(converted, json));
        json.end().array("failed");
        for (BatchReport.Failure failure : report.failed()) {
            json.object()
                    .field("spec", failure.spec())
                    .field("code", failure.why().code().name())
                    .field("what", failure.why().what())
                    .end();
        }
        return json.end().end().finish();
    }

    static void add(Converted converted, JsonWriter json) {
        json.object()
                .field("package", converted.id().toString())
                .field("file", converted.file().toString())
                .field("outcome", converted.outcome().name().toLowerCase(Locale.ROOT))
                .field("root", converted.root().toString())
                .field("archiveBytes", converted.archiveLength())
                .field("packBytes", converted.packLength())
                .field("milliseconds", converted.time().toMillis())
                .end();
    }

    /** A table in Markdown, each form beside the archives. */
    static List<String> lines(Measurement.Table table) {
        List<String> lines = new ArrayList<>();
        lines.add("| form | bytes | of the .tgz | read | times as fast |");
        lines.add("| --- | ---: | ---: | ---: | ---: |");
        Measurement.Row archives = table.rows().getFirst();
        for (Measurement.Row row : table.rows()) {
            lines.add("| " + row.form() + " | " + String.format(Locale.ROOT, "%,d", row.bytes()) + " | "
                    + ratio((double) row.bytes() / archives.bytes()) + " | "
                    + String.format(Locale.ROOT, "%.0f ms", row.nanos() / 1e6) + " | "
                    + String.format(Locale.ROOT, "%.1f", (double) archives.nanos() / row.nanos()) + " |");
        }
        return lines;
    }

    static String json(Measurement.Table table) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("packages", table.packages())
                .field("unpackedBytes", table.unpacked())
                .array("forms");
        for (Measurement.Row row : table.rows()) {
            json.object()
                    .field("form", row.form())
                    .field("bytes", row.bytes())
                    .field("microseconds", row.nanos() / 1000)
                    .end();
        }
        return json.end().end().finish();
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }
}
