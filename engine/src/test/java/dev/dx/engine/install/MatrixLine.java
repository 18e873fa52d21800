package dev.dx.engine.install;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A project of the compatibility matrix: a folder of sources with a {@code line.properties} that says what is done with it.
 *
 * <pre>
 * starter   whose package.json it takes, of those in starters; without it the folder has its own
 * scripts   packages whose scripts it asks for
 * needing   which of build and test cannot do without those scripts
 * build     a command, with the project's own commands on its PATH; test likewise
 * makes     files that are there after both
 * serve     a command that listens on 127.0.0.1, on {port}
 * answer./  a text in what it answers to GET /; other paths likewise
 * </pre>
 */
record MatrixLine(
        String name,
        Path sources,
        @Nullable Path starter,
        List<String> scripts,
        List<String> needing,
        Map<String, String> commands,
        List<String> makes,
        @Nullable String serve,
        Map<String, String> answers) {
    private static final String FILE = "line.properties";
    private static final String ANSWER = "answer.";

    static List<MatrixLine> all() throws IOException, URISyntaxException {
        try (Stream<Path> folders = Files.list(resource("/matrix"))) {
            List<MatrixLine> lines = new ArrayList<>();
            for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
                lines.add(read(folder));
            }
            return lines;
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(MatrixLine.class.getResource(name)).toURI());
    }

    private static MatrixLine read(Path folder) throws IOException, URISyntaxException {
        Properties said = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve(FILE))) {
            said.load(in);
        }
        Map<String, String> commands = new TreeMap<>();
        Map<String, String> answers = new TreeMap<>();
        for (String key : said.stringPropertyNames()) {
            if (key.startsWith(ANSWER)) {
                answers.put(key.substring(ANSWER.length()), said.getProperty(key));
            } else if (key.equals("build") || key.equals("test")) {
                commands.put(key, said.getProperty(key));
            }
        }
        String starter = said.getProperty("starter");
        return new MatrixLine(
                Objects.requireNonNull(folder.getFileName()).toString(),
                folder,
                starter == null ? null : resource("/starters/" + starter),
                words(said.getProperty("scripts", "")),
                words(said.getProperty("needing", "")),
                commands,
                words(said.getProperty("makes", "")),
                said.getProperty("serve"),
                answers);
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    /** What can be done of it where its packages' scripts fail, whoever runs them. */
    MatrixLine withoutScripts() {
        Map<String, String> left = new TreeMap<>(commands);
        left.keySet().removeAll(needing);
        return new MatrixLine(name, sources, starter, List.of(), List.of(), left, makes, serve, answers);
    }

    /** Makes the project in a folder that is not there yet. */
    void copyTo(Path folder) throws IOException {
        if (starter != null) {
            copy(starter, folder);
        }
        copy(sources, folder);
        Files.delete(folder.resolve(FILE));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from).filter(Files::isRegularFile)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
