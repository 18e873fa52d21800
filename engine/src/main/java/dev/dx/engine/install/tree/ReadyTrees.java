package dev.dx.engine.install.tree;

import dev.dx.engine.DxHome;
import dev.dx.engine.Environment;
import dev.dx.engine.link.ParkedTrees;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.time.Duration;
import java.util.Map;

/** The trees of all projects that stand ready or were put aside. */
public final class ReadyTrees {
    private ReadyTrees() {}

    /** Removes those that nobody had a use for so long, and what is too much; answers how many bytes their files have. */
    public static long collect(Environment environment, Duration unusedFor, Mode mode) {
        DxHome home = environment.dxHome();
        SpareTrees.Limits none = new SpareTrees.Limits(0, 0);
        return new SpareTrees(home.spares(), none).collect(unusedFor, mode)
                + new SpareTrees(home.linked(), none).collect(unusedFor, mode)
                + ParkedTrees.collect(
                        home.parked(),
                        unusedFor,
                        project -> TreeSwitch.most(NpmConfig.load(environment, project, Map.of()), environment),
                        mode);
    }
}
