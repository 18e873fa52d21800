package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every source file is laid out by palantir-java-format; {@code ./mvnw -Pformat} writes them so. */
class FormattingTest {
    @Test
    void everySourceFileIsLaidOutByTheFormatter() throws IOException, FormatterException {
        Path checkout = checkout();
        List<Path> sources = sources(checkout);
        assertFalse(sources.isEmpty(), "no source files below " + checkout);
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        boolean write = "write".equals(System.getProperty("dx.format"));
        List<String> different = new ArrayList<>();
        for (Path source : sources) {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                continue;
            }
            if (write) {
                Files.writeString(source, formatted);
            } else {
                different.add(checkout.relativize(source).toString());
            }
        }
        assertEquals(List.of(), different, "run ./mvnw -Pformat to lay these files out");
    }

    private static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError("no mvnw in or above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    private static List<Path> sources(Path checkout) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(checkout, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = name.equals("target") || name.equals("node_modules") || name.startsWith(".");
                return skipped && !folder.equals(checkout) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        sources.sort(null);
        return sources;
    }
}
