package dev.dx.app.cli;

import dev.dx.engine.install.Change;
import dev.dx.engine.install.DependencyKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an added package is written to package.json. */
final class SaveOptions implements OptionGroup {
    @Option(
            names = {"-P", "--save-prod"},
            description = "Write it to dependencies, which is what happens without it too.")
    boolean production;

    @Option(
            names = {"-D", "--save-dev"},
            description = "Write it to devDependencies.")
    boolean dev;

    @Option(
            names = {"-O", "--save-optional"},
            description = "Write it to optionalDependencies.")
    boolean optional;

    @Option(
            names = {"-E", "--save-exact"},
            description = "Write the exact version instead of a range.")
    boolean exact;

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
            case "-E", "--save-exact" -> exact = true;
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

    Change.Add add(List<String> specs) {
        DependencyKind kind = DependencyKind.PRODUCTION;
        if (dev) {
            kind = DependencyKind.DEV;
        } else if (optional) {
            kind = DependencyKind.OPTIONAL;
        }
        return new Change.Add(specs, kind, exact ? Change.Precision.EXACT : Change.Precision.CARET);
    }
}
