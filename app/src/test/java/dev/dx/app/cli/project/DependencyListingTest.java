package dev.dx.app.cli.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.overview.ProjectOverview.InstalledState;
import dev.dx.engine.install.overview.ProjectOverview.LockState;
import dev.dx.engine.install.overview.ProjectOverview.ModulesState;
import dev.dx.engine.install.project.DependencyKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DependencyListingTest {
    private static final Path FOLDER = Path.of("home", "shop");
    private static final ProjectOverview SHOP = new ProjectOverview(
            FOLDER,
            "shop",
            "1.2.0",
            List.of(
                    new DependencyRow("vite", DependencyKind.DEV, "^7.0.0", "7.1.0", "7.1.0", InstalledState.OK),
                    new DependencyRow("react", DependencyKind.DEV, "19.0.0", "19.0.0", "19.0.0", InstalledState.OK),
                    new DependencyRow("react", DependencyKind.PEER, "^19", "19.0.0", "19.0.0", InstalledState.OK),
                    new DependencyRow(
                            "lodash",
                            DependencyKind.PRODUCTION,
                            "^4.0.0",
                            "4.17.21",
                            "3.10.1",
                            InstalledState.MISMATCH),
                    new DependencyRow("@a/b", DependencyKind.PRODUCTION, "^1.0.0", null, null, InstalledState.MISSING),
                    new DependencyRow(
                            "fsevents", DependencyKind.OPTIONAL, "~2", "2.3.3", null, InstalledState.SKIPPED)),
            LockState.OUT_OF_DATE,
            ModulesState.OUT_OF_DATE,
            4);

    private static DependencyListing listing(String... names) {
        return DependencyListing.of(
                SHOP,
                List.of(names),
                FOLDER,
                List.of(
                        new Complaint(Complaint.Kind.MISSING, "@a/b", "", "^1.0.0", "shop@1.2.0", "", ""),
                        new Complaint(
                                Complaint.Kind.INVALID,
                                "lodash",
                                "3.10.1",
                                "^4.0.0",
                                "shop@1.2.0",
                                "",
                                "node_modules/lodash"),
                        new Complaint(Complaint.Kind.EXTRANEOUS, "stray", "0.1.0", "", "", "", "node_modules/stray")),
                Map.of("vite", "../vite", "stray", "packages/stray"));
    }

    @Test
    void isATreeThatMarksProblems() {
        DependencyListing listing = listing();

        assertEquals(
                List.of(
                        "shop@1.2.0 " + FOLDER,
                        "├── @a/b missing, wanted ^1.0.0",
                        "├── fsevents not for this platform (optional)",
                        "├── lodash@3.10.1 invalid, wanted ^4.0.0",
                        "├── react@19.0.0 (dev, peer)",
                        "├── stray@0.1.0 extraneous -> ./packages/stray",
                        "└── vite@7.1.0 -> ./../vite (dev)"),
                listing.lines(new Style(false, true)));
        assertEquals("1 missing, 1 invalid, 1 extraneous", listing.problemsInWords());
        assertTrue(listing.fails());
    }

    @Test
    void problemsAreRedOnATerminal() {
        assertTrue(listing("@a/b")
                .lines(new Style(true, true))
                .contains("└── \u001b[31m@a/b missing\u001b[0m, wanted ^1.0.0"));
    }

    @Test
    void listsTheNamedAlone() {
        DependencyListing listing = listing("vite", "absent");

        assertEquals(
                List.of("shop@1.2.0 " + FOLDER, "`-- vite@7.1.0 -> ./../vite (dev)"),
                listing.lines(new Style(false, false)));
        assertEquals(List.of(), listing.problems());
    }

    @Test
    void aProjectWithoutDependenciesSaysSo() {
        ProjectOverview empty =
                new ProjectOverview(FOLDER, "shop", null, List.of(), LockState.ABSENT, ModulesState.ABSENT, 0);

        assertEquals(
                List.of("shop " + FOLDER, "└── (empty)"),
                DependencyListing.of(empty, List.of(), FOLDER, List.of(), Map.of())
                        .lines(new Style(false, true)));
        Caller.assertOneJsonDocument(DependencyListing.of(empty, List.of(), FOLDER, List.of(), Map.of())
                .json());
    }

    @Test
    void isADocumentInNpmsShape() {
        assertEquals("""
            {
              "name": "shop",
              "version": "1.2.0",
              "lock": "out-of-date",
              "modules": "out-of-date",
              "problems": [
                "missing: @a/b@^1.0.0, required by shop@1.2.0",
                "invalid: lodash@3.10.1 home/shop/node_modules/lodash"
              ],
              "dependencies": {
                "@a/b": {
                  "wanted": "^1.0.0",
                  "kind": "production",
                  "missing": true,
                  "problems": [
                    "missing: @a/b@^1.0.0, required by shop@1.2.0"
                  ]
                },
                "lodash": {
                  "version": "3.10.1",
                  "wanted": "^4.0.0",
                  "kind": "production",
                  "invalid": true,
                  "problems": [
                    "invalid: lodash@3.10.1 home/shop/node_modules/lodash"
                  ]
                },
                "react": {
                  "version": "19.0.0",
                  "wanted": "19.0.0",
                  "kind": "dev"
                }
              }
            }\
            """, listing("react", "lodash", "@a/b").json());
    }
}
