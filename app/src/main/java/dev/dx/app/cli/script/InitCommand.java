package dev.dx.app.cli.script;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.engine.install.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "init",
        description = {"Write a package.json, with what npm init -y writes.", "With a NAME it is dx create NAME."})
public final class InitCommand implements Command, OptionGroup {
    /** npm asks without it; here nothing is asked. */
    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing; nothing is asked anyway.")
    boolean yes;

    @Parameters(arity = "0..*", paramLabel = "NAME [ARG...]", description = "As for dx create.")
    List<String> words = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return !words.isEmpty();
    }

    @Override
    public int run(Invocation invocation) {
        if (!words.isEmpty()) {
            CreateCommand create = new CreateCommand();
            create.words = words;
            return create.run(invocation);
        }
        Path folder = invocation.options().cwd == null ? invocation.terminal().cwd() : invocation.project();
        try (Engine engine = invocation.openEngine(Map.of())) {
            Path written = engine.init(folder);
            if (invocation.isJson()) {
                invocation.print(new JsonWriter()
                        .object()
                        .field("manifest", written.toString())
                        .end()
                        .finish());
            } else if (!invocation.options().isQuiet()) {
                invocation.print("wrote " + written);
            }
        }
        return 0;
    }

    @Override
    public Rest rest() {
        return Rest.AFTER_FIRST;
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this);
    }

    @Override
    public boolean operand(String argument) {
        return words.add(argument);
    }

    @Override
    public boolean flag(String name) {
        boolean known = name.equals("-y") || name.equals("--yes");
        yes |= known;
        return known;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
