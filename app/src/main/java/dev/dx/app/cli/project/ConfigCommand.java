package dev.dx.app.cli.project;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.config.NpmrcFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "config",
        aliases = "c",
        description = "Show npm's settings and where each comes from, or change them.")
public final class ConfigCommand implements Command, OptionGroup {
    @Option(
            names = {"-L", "--location"},
            paramLabel = "WHERE",
            description = "The file to change: user, project or global.")
    String location = "user";

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "list, get KEY..., set KEY=VALUE... or delete KEY...; list if there is none.")
    List<String> arguments = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        String action = arguments.isEmpty() ? "list" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        try (Engine engine = invocation.openEngine(Map.of())) {
            NpmConfig config = engine.config(invocation.project());
            if (!invocation.options().isQuiet()) {
                config.warnings()
                        .forEach(text ->
                                invocation.say(invocation.errStyle().yellow("warning") + " " + Printable.line(text)));
            }
            switch (action) {
                case "list", "ls" -> list(config, invocation);
                case "get" -> get(config, named(rest), invocation);
                case "set" -> change(config, file -> pairs(named(rest)).forEach(file::set));
                case "delete", "del", "rm" -> change(config, file -> named(rest).forEach(file::delete));
                default ->
                    throw new DxException(ErrorCode.DX_USAGE, "dx config " + action, "It is list, get, set or delete.");
            }
        }
        return ExitCode.DONE.number();
    }

    private static void list(NpmConfig config, Invocation invocation) {
        if (invocation.isJson()) {
            JsonWriter json = new JsonWriter().object().array("settings");
            for (ConfigValue value : config.values()) {
                json.object()
                        .field("key", value.key())
                        .field("value", value.shown())
                        .field("layer", word(value.layer()))
                        .field("source", value.source())
                        .end();
            }
            invocation.print(json.end().end().finish());
            return;
        }
        for (ConfigValue value : config.values()) {
            invocation.print(Printable.line(
                    value.key() + " = " + value.shown() + "  (" + word(value.layer()) + ": " + value.source() + ")"));
        }
    }

    private static void get(NpmConfig config, List<String> keys, Invocation invocation) {
        Map<String, @Nullable String> found = new LinkedHashMap<>();
        keys.forEach(key -> found.put(key, textOf(config, key)));
        if (invocation.isJson()) {
            JsonWriter json = new JsonWriter().object();
            found.forEach((key, text) -> json.field(key, text));
            invocation.print(json.end().finish());
            return;
        }
        found.forEach((key, text) -> {
            String shown = Printable.line(text == null ? "undefined" : text);
            invocation.print(keys.size() == 1 ? shown : key + "=" + shown);
        });
    }

    private static @Nullable String textOf(NpmConfig config, String key) {
        ConfigValue value = config.value(key);
        if (value == null) {
            return key.equals("registry") ? config.defaultRegistry().toString() : null;
        }
        if (value.isSecret()) {
            throw new DxException(
                    ErrorCode.DX_CONFIG, key + " is a secret and not shown", "It stands in " + value.source() + ".");
        }
        return value.shown();
    }

    private void change(NpmConfig config, Consumer<NpmrcFile> what) {
        ConfigLayer layer = switch (location) {
            case "user" -> ConfigLayer.USER;
            case "project" -> ConfigLayer.PROJECT;
            case "global" -> ConfigLayer.GLOBAL;
            default ->
                throw new DxException(ErrorCode.DX_USAGE, "--location=" + location, "It is user, project or global.");
        };
        Path path = config.file(layer);
        if (path == null) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    "there is no " + location + " file of settings",
                    "It is beside an installed Node.js; name one with globalconfig.");
        }
        NpmrcFile file = NpmrcFile.read(path);
        what.accept(file);
        file.write();
    }

    private static List<String> named(List<String> keys) {
        if (keys.isEmpty()) {
            throw new DxException(ErrorCode.DX_USAGE, "dx config: KEY is missing", "Name a setting, as in registry.");
        }
        return keys;
    }

    /** {@code KEY=VALUE}, or {@code KEY VALUE} as two arguments. */
    private static Map<String, String> pairs(List<String> written) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < written.size(); i++) {
            String argument = written.get(i);
            int equals = argument.indexOf('=');
            if (equals >= 0) {
                pairs.put(
                        argument.substring(0, equals).strip(),
                        argument.substring(equals + 1).strip());
            } else {
                pairs.put(
                        argument.strip(), ++i < written.size() ? written.get(i).strip() : "");
            }
        }
        return pairs;
    }

    private static String word(ConfigLayer layer) {
        return layer.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this);
    }

    @Override
    public boolean operand(String argument) {
        return arguments.add(argument);
    }

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--location") || name.equals("-L") ? value -> location = value : null;
    }
}
