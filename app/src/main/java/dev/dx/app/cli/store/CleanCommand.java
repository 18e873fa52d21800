package dev.dx.app.cli.store;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.overview.CacheRemoval;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "clean",
        description = {
            "Remove packages or caches that DX keeps for all projects.",
            "What is needed again is fetched again. Installed projects keep theirs, but for those whose",
            "node_modules links into the store: they are named, and it takes --force.",
            "dx store gc removes of the store only what nobody needs."
        })
public final class CleanCommand implements Command {
    @Option(
            names = "--layouts",
            description = {
                "Trees that projects link to, as far as none does, those that stand ready,",
                "and those that were put aside when their locks changed."
            })
    boolean layouts;

    @Option(names = "--store", description = "Every package, and every tree.")
    boolean store;

    @Option(names = "--cache", description = "What registries said about packages.")
    boolean cache;

    @Option(names = "--all", description = "All of it.")
    boolean all;

    @Option(names = "--force", description = "Also trees that projects link to; they need dx install then.")
    boolean force;

    @Option(names = "--dry-run", description = "Remove nothing, say what would go.")
    boolean dryRun;

    @Override
    public int run(Invocation invocation) {
        if (!layouts && !store && !cache && !all) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "dx clean: nothing is named",
                    "Say --layouts, --store, --cache or --all; or dx store gc.");
        }
        Mode mode = dryRun ? Mode.PREVIEW : Mode.DO;
        StoreKeeper keeper = StoreKeeper.open(invocation.environment().dxHome().store());
        KeptTrees trees = StoreCommand.trees(keeper, invocation);
        boolean everything = store || all;
        if (everything && !force && !dryRun) {
            refuseToBreak(trees.users());
        }
        Freeing freeing = keeper.freeing();
        KeptTrees.@Nullable Removal removedTrees = null;
        if (layouts || everything) {
            removedTrees = everything || force ? trees.clear(mode, freeing) : trees.clearUnused(mode, freeing);
        }
        @Nullable StoreRemoval removal = everything ? keeper.clear(mode, freeing, event -> {}) : null;
        long cached = cache || all ? CacheRemoval.run(invocation.environment().dxHome(), mode) : -1;
        if (cached >= 0 && !dryRun) {
            invocation.memory().forget();
        }
        if (dryRun && everything) {
            trees.users()
                    .forEach(project ->
                            invocation.say(project + " links to a layout, and would need dx install: --force"));
        }
        return StoreCommand.shown(StoreReport.cleaning(removal, removedTrees, cached, mode), invocation);
    }

    private static void refuseToBreak(Set<String> projects) {
        if (!projects.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_BUSY,
                    "the node_modules of " + String.join(", ", projects) + " links into the store",
                    "Say --force, and run dx install there afterwards; or run dx materialize there first.");
        }
    }
}
