package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.npm.registry.PackageHits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this screen asks of the engine. Every call blocks, may come from any thread, is cancelled by interrupting it, and
 * fails with {@link DxException} alone.
 */
public interface ProjectEngine {
    ProjectOverview inspect(Path project);

    /** @param member its folder, as a path from the project's; "" for the project itself */
    ProjectOverview inspect(Path project, String member);

    /** The members of its workspace; none where it is no workspace. */
    List<ProjectMember> members(Path project);

    /** What {@code npm ls --all} would complain of. */
    List<Complaint> complaints(Path project);

    /** Whose the project is, where it is another's; else null. */
    @Nullable
    String foreignOwner(Path project);

    InstallReport install(InstallRequest request, Consumer<InstallEvent> events);

    /** The version behind the package's {@code latest} tag. */
    String latest(Path project, String packageName);

    /** Packages for these words, at most so many; null where the registry cannot search. */
    @Nullable
    PackageHits search(Path project, String words, int most);

    /** What the installed direct dependencies of a member, or of the project, are like, by name, as far as files tell. */
    Map<String, DependencyFacts> facts(Path project, String member);

    /** Who depends on whom, as the lock says. */
    Graph graph(Path project);

    /** The scripts of those who are chosen; of the project's package.json where nobody is. */
    List<PackageScriptList> scripts(Path project, MemberChoice members);

    /** What dependencies would run when they are installed. */
    List<DependencyScripts> dependencyScripts(Path project);

    /** Runs a script to its end and answers what it exits with. */
    int run(ScriptRequest request, ScriptListener listener);
}
