package dev.dx.app.cli;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.call.Window;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Somebody who calls {@code dx} in a folder, with variables, and reads what it answers. */
public final class Caller {
    /** What one call answered. */
    public record Answer(int exit, String out, String err) {
        /** Fails unless standard output is one JSON document and nothing else. */
        public Answer isJson() {
            assertOneJsonDocument(out);
            return this;
        }
    }

    /** Remembers what it was asked to show. */
    static final class RecordingWindow implements Window {
        final boolean display;
        final List<@Nullable Path> opened = new ArrayList<>();

        RecordingWindow(boolean display) {
            this.display = display;
        }

        @Override
        public boolean canOpen(Environment environment) {
            return display;
        }

        @Override
        public void open(@Nullable Path folder) {
            opened.add(folder);
        }
    }

    private final Path cwd;
    private final Map<String, String> variables = new HashMap<>();
    private RecordingWindow window = new RecordingWindow(false);
    private boolean terminal;
    private Terminal.Streams streams = Terminal.Streams.OF_CALLER;

    public Caller(Path cwd) {
        this.cwd = cwd;
        variables.put("DX_HOME", cwd.resolve("dx-home").toString());
        variables.put("PATH", System.getenv("PATH"));
        variables.put("npm_config_userconfig", cwd.resolve("no-user-npmrc").toString());
        variables.put("npm_config_globalconfig", cwd.resolve("no-global-npmrc").toString());
    }

    public Caller with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    public Caller with(RecordingWindow desktop) {
        window = desktop;
        return this;
    }

    Caller onTerminal() {
        terminal = true;
        return this;
    }

    /** As a process of its own would, whose standard input is this one's. */
    public Caller asProcess() {
        streams = Terminal.Streams.OF_PROCESS;
        return this;
    }

    public Answer runs(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal here = new Terminal(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                terminal,
                terminal,
                () -> 80,
                streams,
                null,
                cwd,
                new Environment(variables, cwd, Platform.current()));
        int exit = new CommandLineInterface(window).run(List.of(arguments), here);
        return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public static void assertOneJsonDocument(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            assertTrue(first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY, text);
            parser.skipChildren();
            assertNull(parser.nextToken(), "something follows the document: " + text);
        }
    }
}
