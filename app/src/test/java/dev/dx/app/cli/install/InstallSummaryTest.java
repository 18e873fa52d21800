package dev.dx.app.cli.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.project.DependencyKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InstallSummaryTest {
    private static final Style PLAIN = new Style(false, true);
    private static final List<PackageId> DIRECT =
            List.of(new PackageId("@scope/name", "2.0.0"), new PackageId("lodash", "4.17.21"));

    @Test
    void saysWhatWasDone() {
        InstallReport report =
                new InstallReport(66, DIRECT, 66, 1, 2, 12, 3_400_000, Duration.ofMillis(1234), List.of());

        assertEquals(
                List.of("added 66 packages, changed 2, removed 1 in 1.2 s (12 fetched, 3.4 MB)"),
                InstallSummary.lines(report, new Change.Sync(), PLAIN));
    }

    @Test
    void leavesOutWhatWasNotDone() {
        InstallReport report = new InstallReport(3, DIRECT, 0, 0, 1, 0, 0, Duration.ofMillis(8), List.of());

        assertEquals(List.of("changed 1 package in 8 ms"), InstallSummary.lines(report, new Change.Sync(), PLAIN));
    }

    @Test
    void saysThatAllWasMadeAnewWhereNothingElseChanged() {
        InstallReport report = new InstallReport(
                3, DIRECT, 0, 0, 0, 0, 0, Duration.ofMillis(8), List.of(), InstallReport.Way.DIFFERENCE);

        assertEquals(
                List.of("made anew, 3 packages in 8 ms"),
                InstallSummary.lines(report, new Change.Rebuild(List.of()), PLAIN));
    }

    @Test
    void saysThatNothingHadToBeDone() {
        InstallReport report = new InstallReport(66, DIRECT, 0, 0, 0, 0, 0, Duration.ofMillis(15), List.of());

        assertEquals(
                List.of("up to date, 66 packages in 15 ms"), InstallSummary.lines(report, new Change.Sync(), PLAIN));
    }

    @Test
    void namesTheVersionsOfWhatWasAdded() {
        InstallReport report = new InstallReport(3, DIRECT, 1, 0, 0, 1, 999, Duration.ofMillis(99), List.of());
        Change add = new Change.Add(List.of("@scope/name@^2"), DependencyKind.PRODUCTION, Change.Precision.CARET);

        assertEquals(
                List.of("+ @scope/name@2.0.0", "added 1 package in 99 ms (1 fetched, 999 B)"),
                InstallSummary.lines(report, add, PLAIN));
    }

    @Test
    void isADocumentForScripts() {
        InstallReport report =
                new InstallReport(3, DIRECT, 1, 0, 2, 1, 999, Duration.ofMillis(99), List.of("old: \u001b[31mx"));
        String json = InstallSummary.json(report);

        Caller.assertOneJsonDocument(json);
        assertEquals("""
            {
              "added": 1,
              "changed": 2,
              "removed": 0,
              "packages": 3,
              "way": "linked",
              "fetched": 1,
              "bytes": 999,
              "elapsedMillis": 99,
              "dependencies": [
                {
                  "name": "@scope/name",
                  "version": "2.0.0"
                },
                {
                  "name": "lodash",
                  "version": "4.17.21"
                }
              ],
              "warnings": [
                "old: \\u001b[31mx"
              ]
            }\
            """, json);
    }
}
