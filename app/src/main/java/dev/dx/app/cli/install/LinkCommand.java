package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "link",
        aliases = "ln",
        description = {
            "Work on a package and see it in projects: link to its folder.",
            "In the package's folder, without a name: make it known, where npm link does.",
            "In a project, with names or folders: put links into its node_modules. package.json and the lock stay as"
                + " they are, unless --save or -D and the like are said. The links stay until dx unlink or dx ci, or"
                + " dx add of the same package."
        })
public final class LinkCommand implements Command {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Mixin
    MemberOptions members = new MemberOptions();

    @Mixin
    SaveOptions save = new SaveOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "PACKAGE",
            description = "A package that is known: mylib, @scope/name; or its folder: ../mylib.")
    List<String> packages = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        Path project = invocation.project();
        List<String> others = packages.stream()
                .filter(spec -> !isFolder(spec, project, invocation))
                .toList();
        install.bundles = save.bundle;
        Map<String, String> settings = new HashMap<>(install.settings());
        settings.put("install-links", "false");
        List<Path> folders;
        boolean saves;
        try (Engine engine = invocation.openEngine(settings)) {
            if (others.isEmpty()) {
                GlobalSummary.print(
                        engine.link(project, members.choice(invocation)), GlobalSummary.Way.LINKED, invocation);
                return 0;
            }
            folders = engine.foldersToLink(project, others, invocation.path("."));
            saves = save.isAsked()
                    || (engine.config(project).get("save") != null
                            && engine.config(project).save());
        }
        List<String> paths = folders.stream().map(Path::toString).toList();
        Change change = saves ? save.add(paths, invocation) : new Change.Link(folders);
        return new InstallRun(invocation, install, members).run(change, LockPolicy.UPDATE);
    }

    /** Whether it is the very folder to be made known; what is no path is none. */
    private static boolean isFolder(String spec, Path folder, Invocation invocation) {
        if (spec.isBlank()) {
            throw new DxException(ErrorCode.DX_USAGE, "an empty package name", "Name a package, as in lodash.");
        }
        return invocation.path(spec).equals(folder.toAbsolutePath().normalize());
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(install, save, members);
    }

    @Override
    public boolean operand(String argument) {
        return packages.add(argument);
    }
}
