package dev.dx.app.gui.projects;

import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.ProjectOverview.InstalledState;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.script.ScriptVerdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A project's states in words. */
final class ProjectWords {
    /** Of a list in a sentence; the others are counted. */
    private static final int MOST_NAMED = 8;

    private ProjectWords() {}

    /** How much a sentence wants to be seen. */
    enum Tone {
        GOOD,
        CALM,
        ATTENTION,
        BAD
    }

    record Said(String text, Tone tone) {}

    static Said lock(ProjectOverview project) {
        return switch (project.lock()) {
            case ABSENT -> new Said(Messages.text("project.lock.absent"), Tone.CALM);
            case CURRENT -> new Said(Messages.text("project.lock.current"), Tone.GOOD);
            case OUT_OF_DATE -> new Said(Messages.text("project.lock.outOfDate"), Tone.ATTENTION);
            case UNREADABLE -> new Said(Messages.text("project.lock.unreadable"), Tone.BAD);
        };
    }

    static Said modules(ProjectOverview project) {
        return switch (project.modules()) {
            case ABSENT ->
                project.dependencies().isEmpty()
                        ? new Said(Messages.text("project.modules.nothing"), Tone.CALM)
                        : new Said(Messages.text("project.modules.absent"), Tone.ATTENTION);
            case CURRENT -> new Said(Messages.text("project.modules.current", project.installedPackages()), Tone.GOOD);
            case OUT_OF_DATE -> {
                long missing = count(project, InstalledState.MISSING);
                long unfit = count(project, InstalledState.MISMATCH);
                if (missing > 0) {
                    yield new Said(Messages.text("project.modules.missing", missing), Tone.ATTENTION);
                }
                yield unfit > 0
                        ? new Said(Messages.text("project.modules.unfit", unfit), Tone.ATTENTION)
                        : new Said(Messages.text("project.modules.outOfDate"), Tone.ATTENTION);
            }
        };
    }

    static String verdict(ScriptVerdict verdict) {
        return switch (verdict) {
            case APPROVED -> Messages.text("scripts.approved");
            case REFUSED -> Messages.text("scripts.refused");
            case CHANGED -> Messages.text("scripts.changed");
            case OPEN -> Messages.text("scripts.open");
        };
    }

    /** What a removal means beyond what is removed; empty where nothing is known of it. */
    static String effect(@Nullable RemovalEffect effect) {
        if (effect == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (!effect.going().isEmpty()) {
            parts.add(Messages.text("remove.going", effect.going().size(), named(effect.going())));
        }
        effect.needed()
                .forEach((name, by) -> parts.add(
                        by.isEmpty()
                                ? Messages.text("remove.stays", name)
                                : Messages.text("remove.needed", name, named(by))));
        return String.join("\n", parts);
    }

    private static String named(List<String> names) {
        String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED
                ? some + " " + Messages.text("graph.andMore", names.size() - MOST_NAMED)
                : some;
    }

    static String kind(DependencyKind kind) {
        return switch (kind) {
            case PRODUCTION -> Messages.text("kind.production");
            case DEV -> Messages.text("kind.dev");
            case OPTIONAL -> Messages.text("kind.optional");
            case PEER -> Messages.text("kind.peer");
        };
    }

    static String status(DependencyStatus status) {
        return switch (status) {
            case MISSING -> Messages.text("status.missing");
            case MISMATCH -> Messages.text("status.mismatch");
            case OUTDATED -> Messages.text("status.outdated");
            case INSTALLED -> Messages.text("status.installed");
            case UP_TO_DATE -> Messages.text("status.upToDate");
            case SKIPPED -> Messages.text("status.skipped");
        };
    }

    static String title(Change change, String project) {
        return switch (change) {
            case Change.Sync _,
                    Change.Import _,
                    Change.Update _,
                    Change.Dedupe _,
                    Change.Prune _,
                    Change.Approve _,
                    Change.Rebuild _ -> Messages.text("operation.installing", project);
            case Change.Add add -> Messages.text("operation.adding", String.join(", ", add.specs()));
            case Change.Remove remove -> Messages.text("operation.removing", String.join(", ", remove.names()));
            case Change.Link link ->
                Messages.text(
                        "operation.linking",
                        link.folders().stream().map(Path::toString).collect(Collectors.joining(", ")));
        };
    }

    static String summary(InstallReport report) {
        if (report.upToDate()) {
            return Messages.text("summary.upToDate", report.packages(), Measures.took(report.elapsed()));
        }
        if (report.way() == InstallReport.Way.CAME_BACK) {
            return Messages.text("summary.cameBack", report.packages(), Measures.took(report.elapsed()));
        }
        List<String> parts = new ArrayList<>();
        if (report.added() > 0) {
            parts.add(Messages.text("summary.added", report.added()));
        }
        if (report.changed() > 0) {
            parts.add(Messages.text("summary.changed", report.changed()));
        }
        if (report.removed() > 0) {
            parts.add(Messages.text("summary.removed", report.removed()));
        }
        String done = Messages.text("summary.done", String.join(", ", parts), Measures.took(report.elapsed()));
        return report.fetched() == 0
                ? done
                : done + Messages.text("summary.fetched", report.fetched(), Measures.bytes((double) report.bytes()));
    }

    private static long count(ProjectOverview project, InstalledState state) {
        return project.dependencies().stream()
                .filter(row -> row.state() == state)
                .count();
    }
}
