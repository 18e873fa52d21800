package dev.dx.engine.install;

import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.BuiltRecord;
import dev.dx.engine.install.project.ForeignEntries;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.tree.PlacedPackages;
import dev.dx.engine.install.tree.StandingTree;
import dev.dx.engine.install.tree.TreeDifference;
import dev.dx.engine.install.tree.TreeFiles;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the node_modules that is wanted where none stands ready: of the one that is there, by what differs, or else by linking
 * every file. Nothing of it is the project's before the transaction commits.
 */
final class TreeMaking {
    /** So many packages are made anew without asking whether that is much. */
    private static final int FEW = 16;

    /** A tree that is put aside is worth linking this much of its successor. */
    private static final int SMALL_PART = 8;

    private final InstallRequest request;
    private final ProjectTransaction transaction;
    private final StandingTree standing;
    private final Set<String> damaged;
    private final TreeFiles files;
    private final DependencyBuilds builds;
    private final @Nullable PackageLock installed;
    private final Links links;
    private final InstallLog log;
    private InstallReport.Way way = InstallReport.Way.STOOD;
    private @Nullable TreeDifference difference;
    private TreeDifference.@Nullable Entries entries;

    /**
     * Links at the top of node_modules that the lock does not know of.
     *
     * @param linked those of the new tree
     * @param unwanted those that stand there, put there by nobody known, and shall go
     */
    record Links(LinkedPackages linked, Set<String> unwanted) {}

    /**
     * @param damaged what is not what was put there, at the top of the tree that stands
     * @param installed what the tree that stands says of itself
     */
    TreeMaking(
            InstallRequest request,
            ProjectTransaction transaction,
            StandingTree standing,
            Set<String> damaged,
            TreeFiles files,
            DependencyBuilds builds,
            @Nullable PackageLock installed,
            Links links,
            InstallLog log) {
        this.request = request;
        this.transaction = transaction;
        this.standing = standing;
        this.damaged = damaged;
        this.files = files;
        this.builds = builds;
        this.installed = installed;
        this.links = links;
        this.log = log;
    }

    InstallReport.Way way() {
        return way;
    }

    /**
     * Chooses the way, and says which and why.
     *
     * @param parks whether the tree that stands should be put aside as it is, for when its lock returns
     */
    void choose(boolean parks) {
        if (files.tree().isEmpty() && installed == null && links.unwanted().isEmpty()) {
            return;
        }
        PlacedPackages wanted = files.placed(standing.placed());
        int total = wanted.packages().size();
        String why = whyNotOfWhatStands();
        if (why == null) {
            TreeDifference found = TreeDifference.between(standing.placed(), wanted, standing.modules(), damaged);
            if (builds.haveToRun(node -> found.isMade(node.location()))) {
                why = "scripts of dependencies run in whole trees";
            } else if (parks && Math.max(found.places(), found.given()) * SMALL_PART > total) {
                why = "the one that stands is put aside for when its lock returns";
            } else if (found.places() > FEW && found.places() * 2 > total) {
                why = "most of it differs";
            } else {
                difference = found;
            }
        }
        TreeDifference chosen = difference;
        way = chosen == null ? InstallReport.Way.LINKED : InstallReport.Way.DIFFERENCE;
        log.note(
                chosen == null
                        ? "node_modules: "
                                + (files.shared().isEmpty() ? "every file is linked" : "its links are made anew") + ": "
                                + why
                        : "node_modules: " + chosen.places() + " of " + total
                                + " packages are made anew, the others stay as they are");
    }

    private @Nullable String whyNotOfWhatStands() {
        if (!Files.exists(standing.modules(), LinkOption.NOFOLLOW_LINKS)) {
            return "there is none";
        }
        if (!Files.isDirectory(standing.modules(), LinkOption.NOFOLLOW_LINKS)) {
            return "it is a link";
        }
        if (!files.shared().isEmpty() || standing.placed().hasShared()) {
            return "one of the two consists of links to a layout";
        }
        if (standing.placed().isEmpty() || installed == null) {
            return "it is not known what is in the one that stands";
        }
        return ForeignEntries.hasOtherTool(standing.modules()) ? "another tool worked on the one that stands" : null;
    }

    /** Writes and builds it, and the node_modules of members; packages that cannot be built are left out. */
    void make(MemberTrees members, ForeignEntries.Keep keep) {
        Set<TreeNode> failed = new HashSet<>();
        if (way != InstallReport.Way.STOOD) {
            log.stage(Stage.LINK);
            Path target = transaction.linkedModules();
            if (target != null) {
                log.warning("node_modules was a link to " + target
                        + "; it becomes a folder of its own, and what it linked to stays as it is");
            }
        }
        TreeDifference of = difference;
        if (of != null) {
            entries = files.write(of, standing.modules(), transaction.stagingEntries());
        } else if (way == InstallReport.Way.LINKED) {
            Path staged = transaction.stagingModules();
            files.write("", staged);
            failed.addAll(builds.run("", staged));
        }
        failed.addAll(members.stage(files, installed, this::stands, keep, builds, log));
        files.tree().leaveOut(failed);
    }

    private boolean stands(String home) {
        return difference != null
                && !(request.change() instanceof Change.Prune)
                && builds.standIn(home)
                && standing.placed().isSameIn(home, files.placed(standing.placed()))
                && files.tree().topEntries(home).stream()
                        .allMatch(entry -> Files.exists(
                                request.project()
                                        .resolve(home)
                                        .resolve("node_modules")
                                        .resolve(entry),
                                LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Writes into it what it says of itself, and tells the transaction what becomes of what stands.
     *
     * @param state what it was made from; null where that is not what the project's files say
     */
    void complete(String hiddenLock, @Nullable InstalledState state, ForeignEntries.Keep keep) {
        TreeDifference.Entries changed = entries;
        TreeDifference of = difference;
        if (changed != null && of != null) {
            completeEntries(of, changed, hiddenLock, state);
        } else if (way == InstallReport.Way.LINKED) {
            Path staged = transaction.stagingModules();
            ProjectFiles.write(staged.resolve(PackageLock.HIDDEN_FILE_NAME), hiddenLock);
            if (state != null) {
                state.stamped(staged::resolve).write(staged);
                files.placed(standing.placed()).write(staged);
            }
            if (!links.linked().isEmpty()) {
                links.linked().write(staged);
            }
            transaction.carryOver(new ForeignEntries(standing.modules(), "", installed, keep)
                    .and(entry -> !links.unwanted().contains(entry)));
        }
    }

    private void completeEntries(
            TreeDifference of, TreeDifference.Entries changed, String hiddenLock, @Nullable InstalledState state) {
        Path staged = transaction.stagingEntries();
        ProjectFiles.write(staged.resolve(PackageLock.HIDDEN_FILE_NAME), hiddenLock);
        changed.put().add(PackageLock.HIDDEN_FILE_NAME);
        if (state != null) {
            state.stamped(entry -> (of.isMade("node_modules/" + entry) ? staged : standing.modules()).resolve(entry))
                    .write(staged);
            files.placed(standing.placed()).write(staged);
        }
        put(changed, state != null, InstalledState.FILE_NAME);
        put(changed, state != null, PlacedPackages.FILE_NAME);
        put(changed, state != null, PlacedPackages.ROOTS_FILE_NAME);
        put(changed, builds.writeRecord(staged), BuiltRecord.FILE_NAME);
        if (!links.linked().isEmpty()) {
            links.linked().write(staged);
        }
        put(changed, !links.linked().isEmpty(), LinkedPackages.FILE_NAME);
        changed.dropped().addAll(links.unwanted());
        if (request.change() instanceof Change.Prune) {
            Set<String> foreign = new HashSet<>(InstalledState.entriesOf(standing.modules()));
            foreign.removeIf(entry -> entry.startsWith("."));
            foreign.removeAll(files.tree().topEntries(""));
            changed.dropped().addAll(foreign);
        }
        transaction.changeEntries(changed.put(), changed.dropped());
    }

    private static void put(TreeDifference.Entries changed, boolean written, String file) {
        (written ? changed.put() : changed.dropped()).add(InstalledState.FOLDER + "/" + file);
    }
}
