package dev.dx.app.cli.store;

import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Quantity;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.supply.StoreRepair;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LayoutEntry;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.link.ParkedTrees.Parked;
import dev.dx.engine.link.SpareTrees.Spare;
import dev.dx.engine.link.TreeRemoval;
import dev.dx.engine.store.StoreFinding;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Held;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreKeeper.Project;
import dev.dx.engine.store.StoreRemoval;
import dev.dx.engine.store.StoreStatistics;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a store, for people and for programs.
 *
 * @param lines for people
 * @param json one document
 */
record StoreReport(List<String> lines, String json) {
    StoreReport {
        lines = List.copyOf(lines);
    }

    static StoreReport path(Path folder) {
        return new StoreReport(
                List.of(folder.toString()),
                new JsonWriter().object().field("path", folder.toString()).end().finish());
    }

    static StoreReport list(List<Held> packages) {
        List<String> lines = new ArrayList<>();
        JsonWriter json = new JsonWriter().object().array("packages");
        for (Held held : packages) {
            String name = held.id() == null ? held.root().toString() : held.id().toString();
            String forms = held.unpacked() ? (held.packed() ? "files, pack" : "files") : "pack";
            LocalDate used = held.lastUse().atZone(ZoneOffset.UTC).toLocalDate();
            lines.add(Printable.line(
                    String.format(Locale.ROOT, "%s  %s  %s  used %s", name, Quantity.bytes(held.size()), forms, used)));
            json.object()
                    .field("name", held.id() == null ? null : held.id().name())
                    .field("version", held.id() == null ? null : held.id().version())
                    .field("root", held.root().toString())
                    .field("files", held.files())
                    .field("bytes", held.size())
                    .field("lastUse", held.lastUse().toString())
                    .field("unpacked", held.unpacked())
                    .field("packed", held.packed())
                    .end();
        }
        return new StoreReport(lines, json.end().end().finish());
    }

    static StoreReport statistics(StoreStatistics of, List<Project> projects, KeptTrees.Overview trees) {
        List<String> lines = new ArrayList<>();
        lines.add(line("packages", of.packages() + ", " + of.files() + " files"));
        lines.add(line("their files", Quantity.bytes(of.logicalBytes())));
        lines.add(line("on the disk", Quantity.bytes(of.physicalBytes()) + ", in whole blocks, each file once"));
        lines.add(line(
                "saved",
                switch (of.sharing()) {
                    case COUNTED ->
                        Quantity.bytes(of.savedBytes()) + ", by " + of.linkedFiles()
                                + " files that projects have links to";
                    case ESTIMATED ->
                        "about " + Quantity.bytes(of.savedBytes())
                                + ", if projects still share what they were installed with";
                }));
        lines.add(line("packs", of.packs() + ", " + Quantity.bytes(of.packBytes())));
        lines.add(line("index and trust", Quantity.bytes(of.indexBytes())));
        lines.add(line("quarantine", of.quarantined() + ", " + Quantity.bytes(of.quarantineBytes())));
        lines.add(line(
                "layouts",
                trees.layouts().size() + ", " + Quantity.bytes(trees.layoutBytes())
                        + " of files for projects to link to"));
        lines.add(line(
                "spare trees",
                trees.spares().size() + ", " + Quantity.bytes(trees.spareBytes()) + " beside the store"));
        lines.add(line(
                "parked trees",
                trees.parkedTrees() + ", " + Quantity.bytes(trees.parkedBytes()) + ", for when their locks return"));
        String away = of.unreachable() == 0 ? "" : ", " + of.unreachable() + " of them out of reach";
        lines.add(line("projects", of.projects() + away));
        JsonWriter json = new JsonWriter()
                .object()
                .field("packages", of.packages())
                .field("files", of.files())
                .field("logicalBytes", of.logicalBytes())
                .field("physicalBytes", of.physicalBytes())
                .field("linkedFiles", of.linkedFiles())
                .field("savedBytes", of.savedBytes())
                .field("savedIsEstimated", of.sharing() == StoreStatistics.Sharing.ESTIMATED)
                .field("packs", of.packs())
                .field("packBytes", of.packBytes())
                .field("indexBytes", of.indexBytes())
                .field("quarantined", of.quarantined())
                .field("quarantineBytes", of.quarantineBytes())
                .array("projects");
        for (Project project : projects) {
            json.object()
                    .field("path", project.path())
                    .field("present", project.present())
                    .field("installed", project.installed().toString())
                    .field("packages", project.packages())
                    .end();
        }
        json.end().array("layouts");
        for (LayoutEntry layout : trees.layouts()) {
            json.object()
                    .field("layout", layout.layout().toString())
                    .field("packages", layout.packages())
                    .field("files", layout.files())
                    .field("bytes", layout.bytes())
                    .field("uses", layout.uses())
                    .field("makingMillis", layout.making().toMillis())
                    .field("lastUse", layout.lastUsed().toString())
                    .field("projects", trees.users().getOrDefault(layout.layout(), Set.of()))
                    .end();
        }
        json.end().array("spareTrees");
        for (Spare spare : trees.spares()) {
            json.object()
                    .field("packages", spare.packages())
                    .field("files", spare.files())
                    .field("bytes", spare.bytes())
                    .field("lastUse", spare.lastUsed().toString())
                    .end();
        }
        json.end().array("parkedTrees");
        for (Parked its : trees.parked()) {
            json.object()
                    .field("project", its.project())
                    .field("trees", its.trees())
                    .field("files", its.files())
                    .field("bytes", its.bytes())
                    .field("putAside", its.last().toString())
                    .end();
        }
        return new StoreReport(lines, json.end().end().finish());
    }

    private static String line(String what, String amount) {
        return what + " ".repeat(Math.max(1, 17 - what.length())) + amount;
    }

    static StoreReport condition(StoreRepair.Result result, LayoutKeeper.Condition layouts, Mode mode) {
        Condition condition = result.condition();
        List<String> lines = new ArrayList<>();
        JsonWriter json = new JsonWriter()
                .object()
                .field("whole", condition.isWhole() && layouts.findings().isEmpty())
                .field("packages", condition.packages())
                .field("packs", condition.packs())
                .field("restored", condition.restored())
                .field("putAside", condition.removed())
                .field(
                        "fetched",
                        result.fetched().stream().map(PackageId::toString).toList())
                .array("notFetched");
        for (StoreRepair.Lost lost : result.lost()) {
            json.object().field("package", lost.what()).field("why", lost.why()).end();
        }
        json.end().array("findings");
        for (StoreFinding finding : condition.findings()) {
            lines.add(Printable.line(word(finding.kind()) + ": " + finding.where() + ": " + finding.what()));
            json.object()
                    .field("kind", word(finding.kind()))
                    .field(
                            "root",
                            finding.root() == null ? null : finding.root().toString())
                    .field("path", finding.where().toString())
                    .field("what", finding.what())
                    .end();
        }
        json.end().array("layouts");
        for (LayoutKeeper.Finding finding : layouts.findings()) {
            lines.add(Printable.line("damaged layout: " + finding.layout() + ": " + finding.what()));
            json.object()
                    .field("path", finding.layout().toString())
                    .field("what", finding.what())
                    .end();
        }
        result.fetched().forEach(id -> lines.add(Printable.line("fetched again: " + id)));
        result.lost().forEach(lost -> lines.add(Printable.line("not fetched: " + lost.what() + ": " + lost.why())));
        int found = condition.findings().size() + layouts.findings().size();
        if (found == 0 && result.fetched().isEmpty() && result.lost().isEmpty()) {
            lines.add("All is well: " + Quantity.packages(condition.packages())
                    + (condition.packs() == 0 ? "" : " and " + condition.packs() + " packs")
                    + (layouts.layouts() == 0 ? "" : " and " + Quantity.layouts(layouts.layouts())));
        } else if (mode == Mode.PREVIEW) {
            lines.add(found + " found; nothing was changed");
        } else {
            int removed = condition.removed() + layouts.removed();
            int restored = result.restored() + layouts.remade();
            lines.add(found + " found, " + removed + " put aside, " + restored + " restored"
                    + (restored < removed ? "; what is missing is fetched by the next install" : ""));
        }
        return new StoreReport(lines, json.end().end().finish());
    }

    private static String word(StoreFinding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static StoreReport removal(StoreRemoval removal, KeptTrees.Removal trees, Mode mode) {
        List<String> lines = new ArrayList<>();
        JsonWriter json = new JsonWriter().object();
        add(removal, mode, lines, json);
        LayoutKeeper.Removal layouts = trees.layouts();
        TreeRemoval others = trees.spares().and(trees.parked());
        if (!layouts.layouts().isEmpty()) {
            lines.add(Quantity.layouts(layouts.layouts().size())
                    + (mode == Mode.PREVIEW ? " would go, " : " removed, ")
                    + Quantity.bytes(layouts.freed())
                    + coming(mode));
        }
        if (others.trees() > 0) {
            lines.add("trees that stood ready or were put aside: " + others.trees() + ", "
                    + Quantity.bytes(others.freed()) + coming(mode));
        }
        json.field("layouts", layouts.layouts().size())
                .field("layoutBytes", layouts.freed())
                .field("spareTrees", others.trees())
                .field("spareBytes", others.freed());
        return new StoreReport(lines, json.end().finish());
    }

    private static void add(StoreRemoval removal, Mode mode, List<String> lines, JsonWriter json) {
        json.field("removed", mode == Mode.DO)
                .field("freedBytes", removal.freed())
                .array("packages");
        for (StoreRemoval.Item item : removal.items()) {
            if (mode == Mode.PREVIEW) {
                lines.add(Printable.line(item.name()));
            }
            json.object()
                    .field("name", item.id() == null ? null : item.id().name())
                    .field("version", item.id() == null ? null : item.id().version())
                    .field("root", item.root().toString())
                    .end();
        }
        json.end().field("unreachableProjects", removal.unreachable()).field("forgottenProjects", removal.forgotten());
        removal.unreachable()
                .forEach(path -> lines.add(Printable.line(path + " is out of reach, and keeps its packages")));
        removal.forgotten().forEach(path -> lines.add(Printable.line(path + " is no more, and keeps nothing")));
        lines.add(Quantity.packages(removal.items().size())
                + (mode == Mode.PREVIEW ? " would go, " : " removed, ")
                + Quantity.bytes(removal.freed())
                + coming(mode));
    }

    private static String coming(Mode mode) {
        return mode == Mode.PREVIEW ? " would come free" : " freed";
    }

    /** @param cached bytes of the cache; below 0 where it stays */
    static StoreReport cleaning(
            @Nullable StoreRemoval store, KeptTrees.@Nullable Removal trees, long cached, Mode mode) {
        List<String> lines = new ArrayList<>();
        JsonWriter json = new JsonWriter().object();
        String done = coming(mode);
        if (store != null) {
            json.object("store")
                    .field("packages", store.items().size())
                    .field("freedBytes", store.freed())
                    .end();
            lines.add(
                    "store: " + Quantity.packages(store.items().size()) + ", " + Quantity.bytes(store.freed()) + done);
        }
        if (trees != null) {
            LayoutKeeper.Removal layouts = trees.layouts();
            json.object("layouts")
                    .field("layouts", layouts.layouts().size())
                    .field("freedBytes", layouts.freed())
                    .field("projects", layouts.kept())
                    .end();
            add("spareTrees", trees.spares(), json);
            add("parkedTrees", trees.parked(), json);
            lines.add("layouts: " + layouts.layouts().size() + ", " + Quantity.bytes(layouts.freed()) + done);
            lines.add("spare trees: " + words(trees.spares()) + done);
            lines.add("parked trees: " + words(trees.parked()) + done);
            layouts.kept().forEach(path -> lines.add(Printable.line(path + " links to a layout, which stays")));
        }
        if (cached >= 0) {
            json.object("cache").field("freedBytes", cached).end();
            lines.add("cache: " + Quantity.bytes(cached) + done);
        }
        return new StoreReport(
                lines, json.field("removed", mode == Mode.DO).end().finish());
    }

    private static void add(String what, TreeRemoval removal, JsonWriter json) {
        json.object(what)
                .field("trees", removal.trees())
                .field("freedBytes", removal.freed())
                .end();
    }

    private static String words(TreeRemoval removal) {
        return removal.trees() + ", " + Quantity.bytes(removal.freed());
    }
}
