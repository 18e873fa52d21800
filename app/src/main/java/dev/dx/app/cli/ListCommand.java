package dev.dx.app.cli;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
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
final class ListCommand implements Command, OptionGroup {
    @Mixin
    MemberOptions members = new MemberOptions();

    /** npm's way to say what is listed anyway. */
    @Option(names = "--depth", hidden = true)
    String depth = "0";

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
        try (Engine engine = invocation.openEngine(Map.of())) {
            listings = engine.inspect(invocation.project(), members.choice(invocation)).stream()
                    .map(project -> DependencyListing.of(project, names))
                    .toList();
        }
        if (invocation.isJson()) {
            invocation.print(listings.size() == 1 ? listings.getFirst().json() : DependencyListing.json(listings));
        } else {
            listings.forEach(listing -> listing.lines(invocation.outStyle()).forEach(invocation::print));
        }
        boolean problems = false;
        for (DependencyListing listing : listings) {
            problems |= !listing.problems().isEmpty();
            if (!listing.problems().isEmpty()
                    && !invocation.isJson()
                    && !invocation.options().isQuiet()) {
                invocation.say(listing.problemsInWords() + ": dx install puts it right.");
            }
        }
        boolean wantedAndAbsent = !names.isEmpty() && listings.stream().allMatch(DependencyListing::isEmpty);
        return (!problems && !wantedAndAbsent ? ExitCode.DONE : ExitCode.FAILED).number();
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
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--depth") ? value -> depth = value : null;
    }
}
