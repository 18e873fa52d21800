package dev.dx.app.cli.project;

import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.overview.ProjectOverview.InstalledState;
import dev.dx.engine.install.project.DependencyKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A project's direct dependencies as a tree or as a document. A name that stands in several lists is one entry. */
record DependencyListing(
        ProjectOverview project,
        List<Entry> entries,
        Path root,
        List<Complaint> complaints,
        Map<String, String> links) {
    record Entry(DependencyRow row, List<DependencyKind> kinds) {}

    /**
     * @param names to list alone; empty for all
     * @param root the folder that the places of complaints start from
     * @param links where those lead that are no packages of their own, by name; from that folder
     */
    static DependencyListing of(
            ProjectOverview project,
            Collection<String> names,
            Path root,
            List<Complaint> complaints,
            Map<String, String> links) {
        Map<String, List<DependencyRow>> byName = new TreeMap<>();
        for (DependencyRow row : project.dependencies()) {
            if (names.isEmpty() || names.contains(row.name())) {
                byName.computeIfAbsent(row.name(), _ -> new ArrayList<>()).add(row);
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (List<DependencyRow> rows : byName.values()) {
            // What is broken says more than what is fine; what is installed for its own sake more than a peer.
            rows.sort(
                    Comparator.comparing((DependencyRow row) -> !isProblem(row)).thenComparing(DependencyRow::kind));
            entries.add(new Entry(
                    rows.getFirst(),
                    rows.stream().map(DependencyRow::kind).sorted().toList()));
        }
        return new DependencyListing(
                project,
                entries,
                root,
                complaints.stream()
                        .filter(complaint -> names.isEmpty() || names.contains(complaint.name()))
                        .toList(),
                links);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** As npm says them: {@code missing: name@range, required by project@version}. */
    List<String> problems() {
        return complaints.stream().map(complaint -> complaint.line(root)).toList();
    }

    /** Whether npm would call it a failure. */
    boolean fails() {
        return complaints.stream().anyMatch(Complaint::isFailure);
    }

    /** {@code 1 missing, 2 invalid}. */
    String problemsInWords() {
        Map<Complaint.Kind, Long> counts = complaints.stream()
                .collect(Collectors.groupingBy(Complaint::kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue()
                        + switch (count.getKey()) {
                            case MISSING -> " missing";
                            case INVALID -> " invalid";
                            case UNMET_PEER -> count.getValue() == 1 ? " unmet peer" : " unmet peers";
                            case EXTRANEOUS -> " extraneous";
                        })
                .collect(Collectors.joining(", "));
    }

    List<String> lines(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Printable.line(title())) + " "
                + style.dim(Printable.line(project.folder().toString())));
        Map<String, String> branches = new TreeMap<>();
        entries.forEach(entry -> branches.put(entry.row().name(), line(entry, style)));
        for (Complaint complaint : complaints) {
            if (complaint.kind() == Complaint.Kind.EXTRANEOUS && complaint.isDirect()) {
                String id = complaint.name() + "@" + complaint.version();
                branches.putIfAbsent(
                        complaint.name(), style.red(Printable.line(id) + " extraneous") + arrow(complaint.name()));
            }
        }
        if (branches.isEmpty()) {
            lines.add(style.symbol("└── ", "`-- ") + "(empty)");
        }
        int left = branches.size();
        for (String branch : branches.values()) {
            left--;
            lines.add((left == 0 ? style.symbol("└── ", "`-- ") : style.symbol("├── ", "+-- ")) + branch);
        }
        return lines;
    }

    String json() {
        JsonWriter json = new JsonWriter().object();
        write(json);
        return json.end().finish();
    }

    /** Several of one workspace as one document. */
    static String json(List<DependencyListing> members) {
        JsonWriter json = new JsonWriter().object().object("members");
        for (DependencyListing member : members) {
            json.object(member.project().name());
            member.write(json);
            json.end();
        }
        return json.end().end().finish();
    }

    private void write(JsonWriter json) {
        json.field("name", project.name());
        if (project.version() != null) {
            json.field("version", project.version());
        }
        json.field("lock", words(project.lock())).field("modules", words(project.modules()));
        if (!problems().isEmpty()) {
            json.field("problems", problems());
        }
        json.object("dependencies");
        for (Entry entry : entries) {
            DependencyRow row = entry.row();
            json.object(row.name());
            if (row.installed() != null) {
                json.field("version", row.installed());
            }
            String folder = links.get(row.name());
            if (folder != null) {
                json.field("linked", folder);
            }
            json.field("wanted", row.wanted()).field("kind", words(entry.kinds().getFirst()));
            if (row.state() == InstalledState.MISSING) {
                json.field("missing", true);
            } else if (row.state() == InstalledState.MISMATCH) {
                json.field("invalid", true);
            }
            if (!problems(row).isEmpty()) {
                json.field("problems", problems(row));
            }
            json.end();
        }
        json.end();
    }

    private String title() {
        return project.version() == null ? project.name() : project.name() + "@" + project.version();
    }

    /** As npm says where a link leads. */
    private String arrow(String name) {
        String folder = links.get(name);
        return folder == null ? "" : " -> ./" + Printable.line(folder);
    }

    private String line(Entry entry, Style style) {
        DependencyRow row = entry.row();
        String name = Printable.line(row.name());
        String wanted = Printable.line(row.wanted());
        String version = row.installed() == null ? "" : "@" + Printable.line(row.installed());
        String kinds = entry.kinds().stream()
                .filter(kind -> kind != DependencyKind.PRODUCTION)
                .map(DependencyListing::words)
                .collect(Collectors.joining(", "));
        String kind = kinds.isEmpty() ? "" : " " + style.dim("(" + kinds + ")");
        return switch (row.state()) {
            case OK -> name + version + arrow(row.name()) + kind;
            case MISSING -> style.red(name + " missing") + ", wanted " + wanted + kind;
            case MISMATCH -> style.red(name + version + " invalid") + ", wanted " + wanted + arrow(row.name()) + kind;
            case SKIPPED -> name + style.dim(" not for this platform") + kind;
        };
    }

    /** What is wrong with a direct dependency itself. */
    private List<String> problems(DependencyRow row) {
        return complaints.stream()
                .filter(complaint -> complaint.isDirect() && complaint.name().equals(row.name()))
                .map(complaint -> complaint.line(root))
                .toList();
    }

    private static boolean isProblem(DependencyRow row) {
        return row.state() == InstalledState.MISSING || row.state() == InstalledState.MISMATCH;
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
