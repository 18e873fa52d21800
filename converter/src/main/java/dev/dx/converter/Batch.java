package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches and converts many packages, a few at a time. What is there already and whole is not made again, so that a batch
 * that was cut off, however rudely, goes on where it was; what cannot be converted is reported, and stops nobody else.
 */
public final class Batch {
    /** Told of every package as soon as it is known how it went; called by many threads. */
    public interface Listener {
        /** One of the threads turned to it. */
        default void started(String spec) {}

        void done(String spec, Converted converted);

        void failed(BatchReport.Failure failure);

        void warning(String text);
    }

    /** What becomes of the archives. */
    public enum Archives {
        DROPPED,
        /** Left beside the packs. */
        KEPT
    }

    private final NpmConfig config;
    private final Environment environment;
    private final PackSettings settings;
    private final Archives archives;
    private final int atOnce;
    private final Listener listener;

    public Batch(
            NpmConfig config,
            Environment environment,
            PackSettings settings,
            Archives archives,
            int atOnce,
            Listener listener) {
        this.config = config;
        this.environment = environment;
        this.settings = settings;
        this.archives = archives;
        this.atOnce = atOnce;
        this.listener = listener;
    }

    /** Fetches and converts what the specs stand for; absolute paths stand for archives and folders. Interrupting the thread stops all of it. */
    public BatchReport run(List<String> specs, Path target) {
        long started = System.nanoTime();
        List<Converted> converted = new ArrayList<>();
        List<BatchReport.Failure> failed = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try (RegistryPackages registry = new RegistryPackages(config, environment, listener::warning);
                PackageConverter converter = new PackageConverter(target, settings, listener::warning)) {
            try {
                List<String> asked = new ArrayList<>(new LinkedHashSet<>(specs));
                List<Future<Converted>> running = new ArrayList<>();
                for (String spec : asked) {
                    running.add(threads.submit(() -> one(spec, registry, converter)));
                }
                for (int i = 0; i < asked.size(); i++) {
                    try {
                        converted.add(running.get(i).get());
                    } catch (ExecutionException failure) {
                        failed.add(failure(asked.get(i), Objects.requireNonNull(failure.getCause())));
                    }
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw DxException.cancelled();
            } finally {
                // Before the scratch folder goes.
                stop(threads);
            }
        }
        return new BatchReport(converted, failed, Duration.ofNanos(System.nanoTime() - started));
    }

    private Converted one(String spec, RegistryPackages registry, PackageConverter converter) {
        try {
            listener.started(spec);
            Converted result = isPath(spec) ? converter.convert(Path.of(spec)) : convert(spec, registry, converter);
            listener.done(spec, result);
            return result;
        } catch (DxException why) {
            listener.failed(new BatchReport.Failure(spec, why));
            throw why;
        }
    }

    /** No package's name begins like a path that says where it starts. */
    private static boolean isPath(String spec) {
        try {
            return Path.of(spec).isAbsolute();
        } catch (InvalidPathException name) {
            return false;
        }
    }

    private Converted convert(String spec, RegistryPackages registry, PackageConverter converter) {
        long started = System.nanoTime();
        RegistryPackages.Chosen chosen = registry.choose(spec);
        Converted there = there(chosen, converter.target(), started);
        if (there != null) {
            return there;
        }
        Path archive = converter.scratch(".tgz");
        registry.fetch(chosen, archive);
        PackageConverter.Made made = converter.archive(archive, chosen.id(), chosen.promised());
        if (archives == Archives.KEPT) {
            // Before the pack: where the pack is, the archive is too.
            converter.publish(archive, converter.target().resolve(PackNames.archive(chosen.id())));
        } else {
            delete(archive);
        }
        return converter.publish(made, started);
    }

    private static void delete(Path archive) {
        try {
            Files.delete(archive);
        } catch (IOException failure) {
            throw DxException.io(archive.toString(), failure);
        }
    }

    /** The pack that an earlier run left, if it is one and of the archive that the registry promises. */
    private @Nullable Converted there(RegistryPackages.Chosen chosen, Path target, long started) {
        Path file = target.resolve(PackNames.pack(chosen.id()));
        Path archive = target.resolve(PackNames.archive(chosen.id()));
        boolean complete = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && (archives == Archives.DROPPED || Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS));
        if (!complete) {
            return null;
        }
        try (Pack pack = Pack.open(file)) {
            String claimed = pack.manifest().claimedIntegrity();
            boolean same = pack.manifest().id().equals(chosen.id())
                    && (!chosen.promised().toString().startsWith("sha512-")
                            || claimed.equals(chosen.promised().toString()));
            return same
                    ? new Converted(
                            chosen.id(),
                            file,
                            Converted.Outcome.SKIPPED,
                            pack.root(),
                            PackageMetadata.archiveLength(pack.manifest().metadata()),
                            pack.length(),
                            Duration.ofNanos(System.nanoTime() - started))
                    : null;
        } catch (DxException damaged) {
            return switch (damaged.code()) {
                case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> null;
                default -> throw damaged;
            };
        }
    }

    private static BatchReport.Failure failure(String spec, Throwable cause) {
        if (!(cause instanceof DxException why)) {
            throw new IllegalStateException(spec, cause);
        }
        if (why.code() == ErrorCode.DX_CANCELLED) {
            throw why;
        }
        return new BatchReport.Failure(spec, why);
    }

    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
