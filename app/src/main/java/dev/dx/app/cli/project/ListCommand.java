package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.project.LinkedPackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "list",
        aliases = "ls",
        description = "List direct dependencies and what is installed of them.")
public final class ListCommand implements Command, OptionGroup {
    @Mixin
    MemberOptions members = new MemberOptions();

    /** npm's way to say what is listed anyway. */
    @Option(names = "--depth", hidden = true)
    String depth = "0";

    @Option(
            names = {"-a", "--all"},
            description = "Complain of the whole tree, not only of what the project asks for itself.")
    boolean all;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "List these alone.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        if (!depth.equals("0")) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    "dx list --depth=" + depth,
                    "Direct dependencies are listed: leave it out or write 0.");
        }
        List<DependencyListing> listings;
        Path folder = invocation.project();
        try (Engine engine = invocation.openEngine(Map.of())) {
            List<Complaint> complaints = engine.complaints(folder).stream()
                    .filter(complaint -> all || complaint.isDirect())
                    .toList();
            List<ProjectOverview> projects = engine.inspect(folder, members.choice(invocation));
            Map<String, String> links = engine.linkedFolders(folder);
            listings = projects.stream()
                    .map(project -> DependencyListing.of(
                            project, names, folder, concerning(complaints, folder, project.folder()), links))
                    .toList();
        }
        if (invocation.isJson()) {
            invocation.print(listings.size() == 1 ? listings.getFirst().json() : DependencyListing.json(listings));
        } else {
            listings.forEach(listing -> listing.lines(invocation.outStyle()).forEach(invocation::print));
        }
        boolean problems = false;
        for (DependencyListing listing : listings) {
            problems |= listing.fails();
            if (!listing.complaints().isEmpty()
                    && !invocation.isJson()
                    && !invocation.options().isQuiet()) {
                listing.problems().forEach(problem -> invocation.say(Printable.line(problem)));
                invocation.say(listing.problemsInWords() + ": "
                        + remedy(listing, LinkedPackages.read(folder.resolve("node_modules"))));
            }
        }
        boolean wantedAndAbsent = !names.isEmpty() && listings.stream().allMatch(DependencyListing::isEmpty);
        return (!problems && !wantedAndAbsent ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    /** What was linked by hand stays as it is, whatever package.json asks for. */
    private static String remedy(DependencyListing listing, LinkedPackages linked) {
        List<Complaint> failing =
                listing.complaints().stream().filter(Complaint::isFailure).toList();
        if (failing.isEmpty()) {
            return "dx prune removes it.";
        }
        return failing.stream().allMatch(complaint -> linked.folders().containsKey(complaint.name()))
                ? "dx unlink --no-save " + failing.getFirst().name() + ", and dx install, take what the lock has."
                : "dx install puts it right.";
    }

    /** Of a member what is its own; of the project everything, as it is npm's answer for all of them. */
    private static List<Complaint> concerning(List<Complaint> complaints, Path project, Path shown) {
        String home = project.toAbsolutePath()
                .normalize()
                .relativize(shown)
                .toString()
                .replace('\\', '/');
        return complaints.stream()
                .filter(complaint -> home.isEmpty()
                        || complaint.owner().equals(home)
                        || complaint.owner().startsWith(home + "/"))
                .toList();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, members);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }

    @Override
    public boolean flag(String name) {
        all |= name.equals("-a") || name.equals("--all");
        return name.equals("-a") || name.equals("--all");
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--depth") ? value -> depth = value : null;
    }
}
