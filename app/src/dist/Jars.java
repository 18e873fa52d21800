import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
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
    /** Class files before Java 6 bring no stack maps, and the JVM keeps classes without them out of an AOT cache. */
    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

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

    void addTo(MessageDigest digest) throws IOException {
        for (Path jar : all()) {
            digest.update(jar.getFileName().toString().getBytes("UTF-8"));
            digest.update(Files.readAllBytes(jar));
        }
    }

    void copyTo(Path folder) throws IOException {
        for (Path jar : all()) {
            Path copy = folder.resolve(jar.getFileName());
            if (hasOldClasses(jar)) {
                copyWithStackMaps(jar, copy);
            } else {
                Files.copy(jar, copy);
            }
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

    private static boolean hasOldClasses(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (isClass(entry)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        byte[] start = in.readNBytes(8);
                        return (start[6] << 8 | start[7]) < FIRST_WITH_STACK_MAPS;
                    }
                }
            }
            return false;
        }
    }

    private static void copyWithStackMaps(Path jar, Path copy) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(copy);
                ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(file))) {
            ClassFile classFile = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofResourceParsing(name -> open(zip, name))
                                    .orElse(ClassHierarchyResolver.defaultResolver())));
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(isClass(entry) ? withStackMaps(classFile, content) : content);
                out.closeEntry();
            }
        }
    }

    private static byte[] withStackMaps(ClassFile classFile, byte[] content) {
        ClassModel model = classFile.parse(content);
        if (model.majorVersion() >= FIRST_WITH_STACK_MAPS) {
            return content;
        }
        return classFile.transformClass(model, (builder, element) -> {
            switch (element) {
                case ClassFileVersion version -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                case MethodModel method ->
                    builder.transformMethod(method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
                default -> builder.with(element);
            }
        });
    }

    private static boolean isClass(ZipEntry entry) {
        return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
    }

    private static InputStream open(ZipFile zip, ClassDesc name) {
        String descriptor = name.descriptorString();
        ZipEntry entry = zip.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : zip.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(entry.getName(), e);
        }
    }
}
