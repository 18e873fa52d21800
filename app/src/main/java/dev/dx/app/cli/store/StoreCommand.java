package dev.dx.app.cli.store;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.Quantity;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.change.InstallRequest.NetworkPolicy;
import dev.dx.engine.install.supply.StoreRepair;
import dev.dx.engine.install.tree.KeptTrees;
import dev.dx.engine.link.LayoutKeeper;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreEvent;
import dev.dx.engine.store.StoreKeeper;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoreRemoval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "store",
        description = {
            "Look after the packages that DX keeps for all projects.",
            "",
            "  path     the folder they are in",
            "  list     what there is, and when it was used last",
            "  stats    what it takes on the disk, and what sharing it saves",
            "  verify   read everything; what is broken is put aside, and damaged trees are made again",
            "  repair   the same, and put right what can be put right: from packs, else",
            "           by fetching it from where it came from",
            "  gc       remove what no project uses and nobody used of late"
        })
public final class StoreCommand implements Command {
    @Option(names = "--dry-run", description = "With verify, repair and gc: change nothing, say what would.")
    boolean dryRun;

    @Option(names = "--offline", description = "With repair: fetch nothing.")
    boolean offline;

    @Option(
            names = "--unused-for",
            paramLabel = "DAYS",
            description = "With gc: how long something was not used before it goes; 30 if it is not said.")
    int days = (int) StoreKeeper.USUAL_TIME.toDays();

    @Parameters(arity = "1", index = "0", paramLabel = "ACTION", description = "One of those above.")
    String action = "";

    @Parameters(arity = "0..*", index = "1..*", hidden = true)
    List<String> more = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        if (!more.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "dx store " + action + ": unexpected argument " + more.getFirst(),
                    "Leave it out.");
        }
        StoreKeeper keeper = StoreKeeper.open(invocation.environment().dxHome().store());
        return switch (action) {
            case "path" -> path(keeper, invocation);
            case "list", "ls" -> shown(StoreReport.list(keeper.list()), invocation);
            case "stats" ->
                shown(
                        StoreReport.statistics(
                                keeper.statistics(),
                                keeper.projects(),
                                trees(keeper, invocation).overview()),
                        invocation);
            case "verify" -> {
                Condition condition = keeper.verify(mode(), new Talk(invocation));
                yield condition(new StoreRepair.Result(condition, List.of(), List.of()), keeper, invocation);
            }
            case "repair" -> {
                NetworkPolicy network = offline ? NetworkPolicy.OFFLINE : NetworkPolicy.ONLINE;
                StoreRepair repair = new StoreRepair(invocation.environment(), keeper, network);
                yield condition(repair.run(mode(), new Talk(invocation)), keeper, invocation);
            }
            case "gc" -> collect(keeper, invocation);
            default ->
                throw new DxException(
                        ErrorCode.DX_USAGE, "dx store " + action, "It is path, list, stats, verify, repair or gc.");
        };
    }

    private Mode mode() {
        return dryRun ? Mode.PREVIEW : Mode.DO;
    }

    private static int path(StoreKeeper keeper, Invocation invocation) {
        return shown(StoreReport.path(keeper.path()), invocation);
    }

    private int collect(StoreKeeper keeper, Invocation invocation) {
        if (days < 0 || days > 36_500) {
            throw new DxException(ErrorCode.DX_USAGE, "--unused-for=" + days, "Name a number of days.");
        }
        Duration unused = Duration.ofDays(days);
        Freeing freeing = keeper.freeing();
        KeptTrees.Removal trees = trees(keeper, invocation).collect(unused, mode(), freeing);
        StoreRemoval removal = keeper.collect(unused, mode(), freeing, event -> {});
        return shown(StoreReport.removal(removal, trees, mode()), invocation);
    }

    private int condition(StoreRepair.Result result, StoreKeeper keeper, Invocation invocation) {
        LayoutKeeper.Condition layouts = trees(keeper, invocation).layouts().verify(mode());
        shown(StoreReport.condition(result, layouts, mode()), invocation);
        boolean repaired = action.equals("repair") && !dryRun;
        boolean whole = result.condition().isWhole() && layouts.findings().isEmpty();
        return (whole || repaired ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    static KeptTrees trees(StoreKeeper keeper, Invocation invocation) {
        return new KeptTrees(invocation.environment(), keeper);
    }

    static int shown(StoreReport report, Invocation invocation) {
        if (invocation.isJson()) {
            invocation.print(report.json());
        } else {
            report.lines().forEach(invocation::print);
        }
        return ExitCode.DONE.number();
    }

    /** Says how far it is, now and then. */
    private static final class Talk implements Consumer<StoreEvent> {
        private static final Duration PAUSE = Duration.ofSeconds(2);

        private final Invocation invocation;
        private long said = System.nanoTime();

        Talk(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public synchronized void accept(StoreEvent event) {
            if (invocation.options().isQuiet()) {
                return;
            }
            if (event instanceof StoreEvent.Progress(int done, int total)
                    && System.nanoTime() - said > PAUSE.toNanos()) {
                said = System.nanoTime();
                invocation.say(done + " of " + Quantity.packages(total) + " read");
            }
        }
    }
}
