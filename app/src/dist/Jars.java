import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jars that DX is made of.
 *
 * @param command what a command may need, its own jar first
 * @param windowOnly what only the window needs; commands start sooner without it on their class path
 */
record Jars(List<Path> command, List<Path> windowOnly) {
    /** Folders of the local Maven repository. */
    private static final List<String> OF_THE_WINDOW =
            List.of("/org/openjfx/", "/org/controlsfx/", "/io/github/mkpaz/", "/org/kordamp/");

    static Jars of(Path own, String classPath) {
        List<Path> command = new ArrayList<>(List.of(own));
        List<Path> windowOnly = new ArrayList<>();
        for (String element : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(element);
            if (!element.endsWith(".jar") || jar.equals(own)) {
                continue;
            }
            boolean window = OF_THE_WINDOW.stream().anyMatch(element.replace('\\', '/')::contains);
            if (!window) {
                command.add(jar);
            } else if (hasContent(jar)) {
                windowOnly.add(jar);
            }
        }
        return new Jars(List.copyOf(command), List.copyOf(windowOnly));
    }

    List<Path> all() {
        List<Path> all = new ArrayList<>(command);
        all.addAll(windowOnly);
        return all;
    }

    Jars without(List<Path> jars) {
        return new Jars(
                command.stream().filter(jar -> !jars.contains(jar)).toList(),
                windowOnly.stream().filter(jar -> !jars.contains(jar)).toList());
    }

    /** Where the jars of a command are after {@link #copyTo}. */
    List<Path> commandIn(Path folder) {
        return names(command).stream().map(folder::resolve).toList();
    }

    /** Where all jars are after {@link #copyTo}. */
    List<Path> allIn(Path folder) {
        return names(all()).stream().map(folder::resolve).toList();
    }

    static List<String> names(List<Path> jars) {
        return jars.stream().map(jar -> jar.getFileName().toString()).toList();
    }

    /** A name that no other jars have. */
    String key() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        addTo(digest);
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    void addTo(MessageDigest digest) throws IOException {
        for (Path jar : all()) {
            digest.update(jar.getFileName().toString().getBytes("UTF-8"));
            digest.update(Files.readAllBytes(jar));
        }
    }

    /** Copies the jars, with the classes a command may load in the form that starts fastest. */
    void copyTo(Path folder) throws IOException {
        URL[] urls = new URL[all().size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = all().get(i).toUri().toURL();
        }
        try (URLClassLoader classes = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            StartupBytecode bytecode = new StartupBytecode(classes);
            for (Path jar : command) {
                copy(jar, folder.resolve(jar.getFileName()), bytecode);
            }
        }
        for (Path jar : windowOnly) {
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
    }

    /** JavaFX publishes, beside the jar of each platform, one with nothing but a manifest. */
    private static boolean hasContent(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .anyMatch(entry -> !entry.isDirectory() && !entry.getName().startsWith("META-INF/"));
        } catch (IOException e) {
            throw new UncheckedIOException(jar.toString(), e);
        }
    }

    private static void copy(Path jar, Path copy, StartupBytecode bytecode) throws IOException {
        boolean changed = false;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                byte[] rewritten = isClass(entry) ? bytecode.rewrite(content) : content;
                changed |= rewritten != content;
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(rewritten);
                out.closeEntry();
            }
        }
        if (changed) {
            Files.write(copy, bytes.toByteArray());
        } else {
            Files.copy(jar, copy);
        }
    }

    private static boolean isClass(ZipEntry entry) {
        return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
    }
}
