package dev.dx.app.cli;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.CacheRemoval;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "clean",
        description = {
            "Remove packages or caches that DX keeps for all projects.",
            "What is needed again is fetched again; installed projects keep theirs.",
            "dx store gc removes of the store only what nobody needs."
        })
final class CleanCommand implements Command {
    @Option(names = "--store", description = "Every package. Installed projects keep theirs.")
    boolean store;

    @Option(names = "--cache", description = "What registries said about packages.")
    boolean cache;

    @Option(names = "--all", description = "Both.")
    boolean all;

    @Option(names = "--dry-run", description = "Remove nothing, say what would go.")
    boolean dryRun;

    @Override
    public int run(Invocation invocation) {
        if (!store && !cache && !all) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "dx clean: nothing is named", "Say --store, --cache or --all; or dx store gc.");
        }
        Mode mode = dryRun ? Mode.PREVIEW : Mode.DO;
        @Nullable StoreRemoval removal = null;
        if (store || all) {
            removal =
                    StoreKeeper.open(invocation.environment().dxHome().store()).clear(mode, event -> {});
        }
        long cached = cache || all ? CacheRemoval.run(invocation.environment().dxHome(), mode) : -1;
        return StoreCommand.shown(StoreReport.cleaning(removal, cached, mode), invocation);
    }
}
