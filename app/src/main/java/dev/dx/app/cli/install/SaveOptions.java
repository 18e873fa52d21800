package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.project.DependencyKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an added package is written to package.json. */
final class SaveOptions implements OptionGroup {
    @Option(
            names = {"-P", "--save-prod"},
            description = "Write it to dependencies, also if it is in another list; new packages go there anyway.")
    boolean production;

    @Option(
            names = {"-D", "--save-dev"},
            description = "Write it to devDependencies.")
    boolean dev;

    @Option(
            names = {"-O", "--save-optional"},
            description = "Write it to optionalDependencies.")
    boolean optional;

    @Option(names = "--save-peer", description = "Write it to peerDependencies.")
    boolean peer;

    @Option(
            names = {"-E", "--save-exact"},
            description = "Write the exact version instead of a range.")
    boolean exact;

    @Option(
            names = {"-B", "--save-bundle"},
            description = "Write it to bundleDependencies as well: it becomes part of the archive that is published.")
    boolean bundle;

    /** What happens anyway; npm's older scripts ask for it. */
    @Option(
            names = {"-S", "--save"},
            hidden = true)
    boolean save;

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "-P", "--save-prod" -> production = true;
            case "-D", "--save-dev" -> dev = true;
            case "-O", "--save-optional" -> optional = true;
            case "--save-peer" -> peer = true;
            case "-E", "--save-exact" -> exact = true;
            case "-B", "--save-bundle" -> bundle = true;
            case "-S", "--save" -> save = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }

    /** Whether anything of this was said. */
    boolean isAsked() {
        return production || dev || optional || peer || save || bundle;
    }

    Change.Add add(List<String> specs, Invocation invocation) {
        @Nullable DependencyKind kind = null;
        if (production) {
            kind = DependencyKind.PRODUCTION;
        } else if (peer) {
            kind = DependencyKind.PEER;
        } else if (dev) {
            kind = DependencyKind.DEV;
        } else if (optional) {
            kind = DependencyKind.OPTIONAL;
        }
        return new Change.Add(specs, kind, exact ? Change.Precision.EXACT : Change.Precision.CARET)
                .from(invocation.path("."));
    }
}
