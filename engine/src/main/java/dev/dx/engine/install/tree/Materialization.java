package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.ModulesMode;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.link.LayoutCache;
import dev.dx.engine.link.LayoutLinks;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.PackageRoots;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Turns links into a layout into files of the project's own, in one transaction; nothing is resolved and nothing is fetched. */
public final class Materialization {
    private final Path project;
    private final Path modules;
    private final Environment environment;
    private final Store store;
    private final InstallLog log;

    public Materialization(Path project, Environment environment, InstallLog log) {
        this.project = project.toAbsolutePath().normalize();
        this.modules = this.project.resolve("node_modules");
        this.environment = environment;
        this.store = Store.open(environment.dxHome().store());
        this.log = log;
    }

    /** Answers how many entries of node_modules were links. */
    public int run() {
        try (ProjectTransaction transaction = ProjectTransaction.begin(project, log);
                Store.Use _ = store.use()) {
            if (!LayoutLinks.areIn(modules)) {
                return 0;
            }
            LayoutCache layouts = new LayoutCache(store);
            LayoutLinks links = LayoutLinks.read(modules);
            if (links == null || !links.stand(modules, layouts)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        modules + ": its links do not lead to the layout they were made for",
                        "Run dx install --node-modules=own, which needs no links to start from.");
            }
            log.stage(InstallEvent.Stage.LINK);
            Path staged = transaction.stagingModules();
            layouts.copy(links, staged, this::stored, guard()::check, environment.platform());
            describe(staged);
            transaction.carryOver(path -> !links.entries().contains(path) && !path.equals(InstalledState.FOLDER));
            PackageRoots roots = PlacedPackages.rootsIn(modules);
            log.stage(InstallEvent.Stage.COMMIT);
            transaction.commit();
            if (!roots.isEmpty()) {
                store.uses(project, roots, Set.of());
            }
            return links.entries().size();
        }
    }

    private StoredPackage stored(TreeRecipe.Piece piece) {
        StoredPackage found = store.find(piece.integrity());
        if (found == null || !found.root().equals(piece.root())) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    piece.folder() + ": the store has its package no more",
                    "Run dx install --node-modules=own, which fetches it.");
        }
        return found;
    }

    private PackageGuard guard() {
        return new PackageGuard(
                store,
                touched -> {
                    if (store.find(touched.integrity()) == null) {
                        throw new DxException(
                                ErrorCode.DX_NOT_FOUND,
                                touched.root() + ": somebody changed the package in the store",
                                "Run dx install --node-modules=own, which fetches it.");
                    }
                },
                text -> log.warning(text));
    }

    /** What is said of the tree, as it will be. */
    private void describe(Path staged) {
        Path from = modules.resolve(InstalledState.FOLDER);
        Path to = staged.resolve(InstalledState.FOLDER);
        try {
            Files.createDirectories(to);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    if (Files.isRegularFile(file)
                            && !name.equals(InstalledState.FILE_NAME)
                            && !name.equals(PlacedPackages.FILE_NAME)
                            && !name.equals(PlacedPackages.ROOTS_FILE_NAME)
                            && !LayoutLinks.isAbout(file)) {
                        Files.copy(file, to.resolve(name));
                    }
                }
            }
        } catch (IOException e) {
            throw DxException.io(from.toString(), e);
        }
        PlacedPackages placed = PlacedPackages.read(modules);
        if (!placed.isEmpty()) {
            placed.ownInsteadOfShared().write(staged);
        }
        InstalledState state = InstalledState.read(modules);
        if (state != null) {
            state.unstamped()
                    .withSettings(ModulesMode.ownInsteadOf(state.settings()))
                    .write(staged);
        }
    }
}
