package dev.dx.engine.install.tree;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.Environment;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.project.ModulesMode;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.link.LayoutCache;
import dev.dx.engine.link.LayoutLinks;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What an install does about layouts: decides whether to link to one, sees that it is there, and knows whether links stand. */
public final class SharedLayouts {
    private final Environment environment;
    private final PackageSupply supply;
    private final LayoutCache layouts;
    private final InstallLog log;

    public SharedLayouts(Environment environment, PackageSupply supply, InstallLog log) {
        this.environment = environment;
        this.supply = supply;
        this.layouts = supply.layouts();
        this.log = log;
    }

    /** Which entries are to be links; says why none is where some were asked for. */
    public SharedTree choose(ModulesMode mode, FilledTree filled, Set<TreeNode> edited) {
        if (mode.wish() == ModulesMode.Wish.OWN) {
            return SharedTree.NONE;
        }
        if (mode.wish() == ModulesMode.Wish.SHARED) {
            String why = mode.objection();
            if (why == null) {
                why = NeedsOwn.known().among(versions(filled));
            }
            if (why != null) {
                log.warning("node_modules gets files of its own, and no links: " + why + " (--" + ModulesMode.FORCE
                        + " links all the same)");
                return SharedTree.NONE;
            }
        }
        return SharedTree.of(filled, edited, environment.platform());
    }

    private static Map<String, Set<String>> versions(FilledTree filled) {
        Map<String, Set<String>> versions = new HashMap<>();
        filled.installed().forEach(node -> {
            PackageId id = PackageFetches.idOf(node.target());
            versions.computeIfAbsent(id.name(), none -> new HashSet<>()).add(id.version());
        });
        return versions;
    }

    /** Whether the links in a tree, if it has any, are as they were made and lead to a layout that is there. */
    public boolean stand(Path modules) {
        if (!LayoutLinks.areIn(modules)) {
            return true;
        }
        LayoutLinks links = LayoutLinks.read(modules);
        return links != null && links.stand(modules, layouts);
    }

    /** Whether the links in a tree are these, and as they should be. */
    public boolean stand(Path modules, SharedTree wanted) {
        return wanted.isEmpty()
                ? !LayoutLinks.areIn(modules)
                : wanted.links().equals(LayoutLinks.read(modules))
                        && wanted.links().stand(modules, layouts);
    }

    /** The layouts that a tree links to. */
    static Set<ContentHash> usedBy(Path modules) {
        LayoutLinks links = LayoutLinks.read(modules);
        return links == null ? Set.of() : Set.of(links.layout());
    }

    /** Sees that the layout is there. */
    public void provide(SharedTree tree, FilledTree filled) {
        if (tree.isEmpty()) {
            return;
        }
        LayoutLinks links = tree.links();
        if (layouts.has(links.layout())) {
            layouts.used(links.layout());
            log.note("node_modules: links to a layout that was there");
            return;
        }
        Instant began = Instant.now();
        Map<ContentRoot, StoredPackage> contents = new HashMap<>();
        filled.contents().all().forEach((node, content) -> contents.put(content.root(), content));
        int places = tree.recipe().pieces().size();
        AtomicInteger done = new AtomicInteger();
        PackageGuard guard = supply.guard(filled.contents().all(), log);
        layouts.make(
                tree.recipe(),
                piece -> java.util.Objects.requireNonNull(contents.get(piece.root()), piece.folder()),
                guard::check,
                environment.platform(),
                placement -> log.accept(new InstallEvent.Linked(done.incrementAndGet(), places)));
        log.note("node_modules: links to a layout, which was made in "
                + Duration.between(began, Instant.now()).toMillis() + " ms");
    }

    /** Makes a tree of links that was made before; false if its layout is not there. */
    boolean link(Path noted, LayoutLinks links, ProjectTransaction transaction) {
        if (!layouts.has(links.layout())) {
            return false;
        }
        SpareTrees.link(noted, transaction.stagingModules(), layouts, environment.platform());
        return true;
    }

    /** Makes the links in a tree that holds nothing of that name yet. */
    void link(SharedTree tree, Path modules) {
        if (!tree.isEmpty()) {
            LayoutLinks links = tree.links();
            links.write(modules, layouts.modulesOf(links.layout()));
        }
    }
}
