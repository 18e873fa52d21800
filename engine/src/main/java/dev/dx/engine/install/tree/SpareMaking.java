package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.link.SpareTrees;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes trees of what was installed lately, for whoever installs the same again. How many and how large is said by the
 * settings {@code spare-trees} and {@code spare-megabytes}; a build server, which installs once, gets none unless DX_SPARES is 1.
 */
public final class SpareMaking implements IdleWork {
    private static final int USUAL_NUMBER = 2;
    private static final long USUAL_BYTES = 2_000_000_000L;
    private static final long MEGABYTE = 1_000_000L;

    @Override
    public String name() {
        return "spare trees";
    }

    @Override
    public boolean step(Environment caller) {
        SpareTrees.Limits limits = limits(NpmConfig.load(caller, caller.dxHome().folder(), Map.of()), caller);
        if (limits.most() == 0) {
            return false;
        }
        Store store = Store.open(caller.dxHome().store());
        PackageGuard guard = new PackageGuard(store, SpareMaking::cannotBringAnew, warning -> {});
        SpareTrees spares = new SpareTrees(caller.dxHome().spares(), limits);
        try (Store.Use _ = store.use()) {
            return spares.make(piece -> stored(store, piece), guard::check, caller.platform(), SpareMaking::stamp);
        }
    }

    /** Notes the times of its entries, so that whoever takes the tree has not to. */
    private static void stamp(Path tree) {
        InstalledState state = InstalledState.read(tree);
        if (state != null) {
            state.stamped(tree::resolve).write(tree);
        }
    }

    private static StoredPackage stored(Store store, TreeRecipe.Piece piece) {
        StoredPackage found = store.find(piece.integrity());
        if (found == null || !found.root().equals(piece.root())) {
            throw missing(piece.folder());
        }
        return found;
    }

    static void cannotBringAnew(StoredPackage touched) {
        throw missing(touched.root().toString());
    }

    static DxException missing(String what) {
        return new DxException(ErrorCode.DX_NOT_FOUND, what + ": the store has it no more", "Run dx install.");
    }

    static SpareTrees.Limits limits(NpmConfig config, Environment environment) {
        if (environment.isCi() && !"1".equals(environment.get("DX_SPARES"))) {
            return new SpareTrees.Limits(0, 0);
        }
        long most = number(config, "spare-trees", USUAL_NUMBER);
        return new SpareTrees.Limits((int) most, number(config, "spare-megabytes", USUAL_BYTES / MEGABYTE) * MEGABYTE);
    }

    private static long number(NpmConfig config, String key, long usual) {
        String number = config.get(key);
        return number != null && number.matches("\\d{1,9}") ? Long.parseLong(number) : usual;
    }
}
