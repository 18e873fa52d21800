package dev.dx.app.gui.projects;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when something else changes a project's package.json, its package-lock.json or what is installed, also where
 * node_modules only links to it, or takes the folder away and brings it back. Tells once
 * things have been quiet for a moment, so that a checkout or another tool's install is one change and not a thousand. Where
 * the system cannot watch a folder, nothing is told, and the user's own refresh remains.
 */
final class ProjectWatcher implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final Path project;
    private final Path member;
    private final Duration quiet;
    private final Runnable changed;
    private final Thread thread;

    /** What of each watched file tells its content from another: it is read only when this differs. */
    private record Stamp(@Nullable Object file, long size, long modified) {}

    private ProjectWatcher(Path project, Path member, Duration quiet, Runnable changed) {
        this.project = project;
        this.member = member;
        this.quiet = quiet;
        this.changed = changed;
        this.thread = Thread.ofPlatform().daemon().name("dx-watch").unstarted(this::watch);
    }

    /**
     * Begins to watch; {@code changed} is called on a thread of its own.
     *
     * @param member the folder of a member whose manifest counts too; the project's where none does
     */
    static ProjectWatcher start(Path project, Path member, Duration quiet, Runnable changed) {
        ProjectWatcher watcher = new ProjectWatcher(project, member, quiet, changed);
        watcher.thread.start();
        return watcher;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try (WatchService service = project.getFileSystem().newWatchService()) {
            // Of a folder that is renamed or taken away as a whole only the one that it stands in tells.
            WatchKey above = register(service, project.getParent());
            WatchKey own = register(service, project);
            register(service, member);
            WatchKey modules = register(service, project.resolve("node_modules"));
            Path linked = linkedFolder(project.resolve("node_modules"));
            WatchKey behind = register(service, linked);
            List<Stamp> known = stamps(linked);
            while (above != null || own != null) {
                if (!concerns(service.take(), above)) {
                    continue;
                }
                // Until nothing has happened for a while, whatever happens belongs to the same change.
                long calm = System.nanoTime() + quiet.toNanos();
                for (long left = quiet.toNanos(); left > 0; left = calm - System.nanoTime()) {
                    WatchKey next = service.poll(left, TimeUnit.NANOSECONDS);
                    if (next != null && concerns(next, above)) {
                        calm = System.nanoTime() + quiet.toNanos();
                    }
                }
                // The folders that have these names now may be others than before.
                if (own != null) {
                    own.cancel();
                }
                if (modules != null) {
                    modules.cancel();
                }
                if (behind != null) {
                    behind.cancel();
                }
                own = register(service, project);
                register(service, member);
                modules = register(service, project.resolve("node_modules"));
                linked = linkedFolder(project.resolve("node_modules"));
                behind = register(service, linked);
                List<Stamp> now = stamps(linked);
                if (!now.equals(known)) {
                    known = now;
                    changed.run();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException | IOException over) {
            // Closed, or not to be watched here: either way there is nothing more to tell.
        }
    }

    /** Whether anything happened that this project has to do with: its neighbours' changes are none. */
    private boolean concerns(WatchKey key, @Nullable WatchKey above) {
        boolean concerned = key.pollEvents().stream()
                .anyMatch(event -> !key.equals(above)
                        || event.kind().equals(StandardWatchEventKinds.OVERFLOW)
                        || Objects.equals(event.context(), project.getFileName()));
        key.reset();
        return concerned;
    }

    private static @Nullable WatchKey register(WatchService service, @Nullable Path folder) {
        try {
            return folder == null ? null : folder.register(service, KINDS);
        } catch (IOException absent) {
            return null;
        }
    }

    /** Where the first package is that node_modules links to from elsewhere, which stands for the tree it belongs to. */
    private @Nullable Path linkedFolder(Path folder) {
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder)) {
            for (Path each : packages) {
                Path found = null;
                if (Files.isSymbolicLink(each)) {
                    Path target = each.resolveSibling(Files.readSymbolicLink(each))
                            .toAbsolutePath()
                            .normalize();
                    found = target.startsWith(project.toAbsolutePath()) ? null : target.getParent();
                } else if (each.getFileName().toString().startsWith("@")) {
                    found = linkedFolder(each);
                }
                if (found != null) {
                    return found;
                }
            }
            return null;
        } catch (IOException | DirectoryIteratorException unreadable) {
            return null;
        }
    }

    private List<Stamp> stamps(@Nullable Path linked) {
        return List.of(
                stamp(project.resolve("package.json")),
                stamp(member.resolve("package.json")),
                stamp(project.resolve("package-lock.json")),
                stamp(project.resolve("node_modules")),
                linked == null ? new Stamp(null, -1, -1) : stamp(linked),
                stamp(project.resolve("node_modules").resolve(".package-lock.json")));
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Stamp(
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (IOException absent) {
            return new Stamp(null, -1, -1);
        }
    }
}
