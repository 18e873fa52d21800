package dev.dx.engine.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A project of a test: how it starts, what an install makes of it, and what it is like in between. */
final class ProjectFiles {
    private ProjectFiles() {}

    static void write(Path file, String text) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
    }

    /** A project with everything an install can meet. */
    static void create(Path project) throws IOException {
        write(project.resolve("package.json"), "old manifest");
        Files.setPosixFilePermissions(project.resolve("package.json"), PosixFilePermissions.fromString("rw-rw----"));
        write(project.resolve("node_modules/a/index.js"), "old a");
        write(project.resolve("node_modules/b/lib/b.js"), "old b");
        write(project.resolve("node_modules/.cache/state"), "cached");
        write(project.resolve("node_modules/@scope/mine/mine.js"), "mine");
        write(project.resolve("node_modules/@scope/theirs/theirs.js"), "theirs");
        write(project.resolve("node_modules/@gone/with/its/scope.js"), "gone");
        write(project.resolve("node_modules/d/index.js"), "same d");
        write(project.resolve("node_modules/d/node_modules/inner/inner.js"), "old inner");
        write(project.resolve("node_modules/e/index.js"), "same e");
        write(project.resolve("node_modules/e/node_modules/inner/inner.js"), "old inner");
        write(project.resolve("src/main.js"), "source");
    }

    /** Where trees of the project are put aside. */
    static Path parked(Path project) {
        return project.resolveSibling(project.getFileName() + "-parked");
    }

    /** Stages the install of these tests one way or the other: what becomes of the project is the same. */
    static void stage(ProjectTransaction transaction, CrashingInstall.Way way, Path project) throws IOException {
        if (way == CrashingInstall.Way.PARKED) {
            Path tree = parked(project).resolve("1/node_modules");
            write(tree.resolve("a/index.js"), "new a");
            write(tree.resolve("c/index.js"), "new c");
            write(tree.resolve("@scope/new/new.js"), "new scoped");
            write(tree.resolve("@fresh/new/new.js"), "new scope");
            write(tree.resolve("d/index.js"), "same d");
            write(tree.resolve("d/node_modules/inner/inner.js"), "new inner");
            write(tree.resolve("e/index.js"), "same e");
            Files.createDirectories(parked(project).resolve("2"));
            // Where it cannot be moved the tree is made anew.
            transaction.stageTree(tree);
            transaction.putAside(parked(project).resolve("2/node_modules"));
        }
        if (way == CrashingInstall.Way.CHANGE) {
            stageChange(transaction);
            return;
        }
        stage(transaction);
    }

    private static void stageChange(ProjectTransaction transaction) throws IOException {
        Path entries = transaction.stagingEntries();
        write(entries.resolve("a/index.js"), "new a");
        write(entries.resolve("c/index.js"), "new c");
        write(entries.resolve("@scope/new/new.js"), "new scoped");
        write(entries.resolve("@fresh/new/new.js"), "new scope");
        write(entries.resolve("d/node_modules/inner/inner.js"), "new inner");
        transaction.changeEntries(
                List.of("a", "c", "@scope/new", "@fresh/new", "d/node_modules/inner"),
                List.of("b", "@scope/theirs", "e/node_modules/inner", "@gone/with"));
        stageFiles(transaction);
    }

    /** Stages the install of these tests, as far as to its commit. */
    static void stage(ProjectTransaction transaction) throws IOException {
        Path modules = transaction.stagingModules();
        write(modules.resolve("a/index.js"), "new a");
        write(modules.resolve("c/index.js"), "new c");
        write(modules.resolve("@scope/new/new.js"), "new scoped");
        write(modules.resolve("@fresh/new/new.js"), "new scope");
        write(modules.resolve("d/index.js"), "same d");
        write(modules.resolve("d/node_modules/inner/inner.js"), "new inner");
        write(modules.resolve("e/index.js"), "same e");
        transaction.carryOver(path -> path.equals(".cache") || path.equals("@scope/mine"));
        stageFiles(transaction);
    }

    private static void stageFiles(ProjectTransaction transaction) {
        transaction.stageFile("package.json", "new manifest".getBytes(StandardCharsets.UTF_8));
        transaction.stageFile("package-lock.json", "new lock".getBytes(StandardCharsets.UTF_8));
    }

    /** Every file, link and empty folder of a project, with what can be told of it. */
    static SortedMap<String, String> snapshot(Path project) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String content = attributes.isSymbolicLink()
                        ? "-> " + Files.readSymbolicLink(file)
                        : PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " "
                                + Files.readString(file);
                files.put(project.relativize(file).toString(), content);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                files.put(project.relativize(folder) + "/", "");
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
