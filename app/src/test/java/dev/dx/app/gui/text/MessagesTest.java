package dev.dx.app.gui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "dx", "app", "gui");
    private static final Path FXML = Path.of("..", "resources", "dev", "dx", "app", "gui");

    private static final Pattern ASKED_IN_JAVA = Pattern.compile("Messages\\s*\\.text\\(\\s*\"([^\"]+)\"\\s*([,)])");
    private static final Pattern ASKED_IN_FXML = Pattern.compile("\"%([^\"]+)\"");

    /** A key that is computed would escape this test; {@code Messages.text} is always given a literal. */
    @Test
    void everyTextThatIsAskedForExistsAndEveryTextIsAskedFor() throws IOException {
        Set<String> asked = new TreeSet<>(asked(SOURCES, ".java", ASKED_IN_JAVA).keySet());
        asked.addAll(asked(FXML, ".fxml", ASKED_IN_FXML).keySet());
        assertEquals(new TreeSet<>(Messages.bundle().keySet()), asked);
    }

    @Test
    void noKeyIsComputed() throws IOException {
        Pattern anyCall = Pattern.compile("Messages\\s*\\.text\\(\\s*[^\"\\s]");
        Map<String, String> computed = asked(SOURCES, ".java", Pattern.compile("(" + anyCall + ")()"));
        assertEquals(Map.of(), computed);
    }

    /** A quote means something else in a pattern than in a plain text; texts use the typographic one. */
    @Test
    void noTextHoldsAStraightQuote() {
        for (String key : Messages.bundle().keySet()) {
            assertTrue(Messages.text(key).indexOf('\'') < 0, key);
        }
    }

    /** A text that was forgotten would be English in the middle of German, and one with other arguments would lack some. */
    @Test
    void germanSaysTheSame() {
        ResourceBundle german = ResourceBundle.getBundle("dev.dx.app.gui.messages", Locale.GERMAN);
        ResourceBundle english = Messages.bundle();
        Set<String> own = new TreeSet<>();
        for (String key : english.keySet()) {
            assertEquals(arguments(english.getString(key)), arguments(german.getString(key)), key);
            assertTrue(german.getString(key).indexOf('\'') < 0, key);
            if (!german.getString(key).equals(english.getString(key))) {
                own.add(key);
            }
        }
        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(german.keySet()));
        assertTrue(own.size() > english.keySet().size() * 3 / 4, "most texts differ: " + own.size());
    }

    private static Set<String> arguments(String text) {
        Set<String> arguments = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{(\\d)").matcher(text);
        while (matcher.find()) {
            arguments.add(matcher.group(1));
        }
        return arguments;
    }

    @Test
    void textsWithArgumentsAreGivenSome() throws IOException {
        asked(SOURCES, ".java", ASKED_IN_JAVA)
                .forEach((key, next) ->
                        assertEquals(Messages.text(key).contains("{0") ? "," : ")", next, key + " and its arguments"));
        asked(FXML, ".fxml", Pattern.compile("\"%([^\"]+)(\")"))
                .forEach((key, _) -> assertTrue(!Messages.text(key).contains("{0"), key));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1 kB",
        "1349, 1.3 kB",
        "48300, 48 kB",
        "1250000, 1.3 MB",
        "897000000, 897 MB",
        "2340000000, 2.3 GB"
    })
    void bytesAreWrittenShort(double bytes, String expected) {
        assertEquals(expected, Measures.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"3, 3 ms", "999, 999 ms", "1000, 1 s", "2140, 2.1 s", "12400, 12 s", "185000, 3 min 5 s"})
    void timesAreWrittenShort(long millis, String expected) {
        assertEquals(expected, Measures.took(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"200, about 1 s left", "4300, about 4 s left", "89000, about 89 s left", "150000, about 3 min left"})
    void estimatesAreNoMoreExactThanTheyAre(long millis, String expected) {
        assertEquals(expected, Measures.left(Duration.ofMillis(millis)));
    }

    @Test
    void foldersInTheHomeBeginWithATilde() {
        Path home = Path.of("/home/ada");
        assertEquals("~", FolderText.of(home, home));
        assertEquals(Path.of("~/work/shop").toString(), FolderText.of(home.resolve("work/shop"), home));
        assertEquals("/home/adam/shop", FolderText.of(Path.of("/home/adam/shop"), home));
        assertEquals("/srv/shop", FolderText.of(Path.of("/srv/shop"), Path.of("/")));
    }

    private static Map<String, String> asked(Path folder, String ending, Pattern pattern) throws IOException {
        Map<String, String> found = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(ending)).toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.put(matcher.group(1), matcher.groupCount() > 1 ? matcher.group(2) : "");
                }
            }
        }
        return found;
    }
}
