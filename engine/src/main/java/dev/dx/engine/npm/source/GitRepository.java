package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.spec.GitReference;
import dev.dx.engine.npm.spec.PackageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Finds commits in repositories and checks them out. What each repository names is asked for once. */
final class GitRepository {
    private final GitCommand git;
    private final ConcurrentMap<String, GitRevisions> known = new ConcurrentHashMap<>();

    /**
     * A commit to check out.
     *
     * @param commit its hash; null where only a checkout will tell
     * @param fullName what it can be fetched by, {@code refs/tags/v1.0.0}; null where only the hash is known
     */
    record Commit(
            String address,
            @Nullable String commit,
            @Nullable String fullName) {}

    GitRepository(GitCommand git) {
        this.git = git;
    }

    /** What a spec asks for. */
    Commit find(PackageSpec.Git spec) {
        List<String> addresses = GitAddress.of(spec);
        GitReference reference = spec.reference();
        String committish = reference.committish();
        if (committish != null) {
            GitAddress.checkedReference(committish, spec);
            if (GitRevisions.isCommit(committish)) {
                return new Commit(addresses.getFirst(), committish, null);
            }
        }
        DxException failure = null;
        for (String address : addresses) {
            GitRevisions revisions;
            try {
                revisions = revisions(address, spec);
            } catch (DxException unreachable) {
                if (unreachable.code() != ErrorCode.DX_NETWORK && unreachable.code() != ErrorCode.DX_NOT_FOUND) {
                    throw unreachable;
                }
                failure = failure == null ? unreachable : failure;
                continue;
            }
            return find(spec, address, revisions);
        }
        throw failure == null ? new IllegalStateException("a spec has an address") : failure;
    }

    private static Commit find(PackageSpec.Git spec, String address, GitRevisions revisions) {
        GitReference reference = spec.reference();
        String committish = reference.committish();
        GitRevisions.Revision revision;
        String range = reference.range();
        if (range != null) {
            Range wanted = Range.parse(range, Options.LOOSE);
            revision = wanted == null ? revisions.named(range) : revisions.inRange(wanted);
        } else if (committish != null) {
            revision = revisions.named(committish);
            if (revision == null) {
                return new Commit(address, null, committish);
            }
        } else {
            revision = revisions.head();
        }
        if (revision == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    GitCommand.withoutSecrets(spec.raw()) + ": the repository has "
                            + (range == null ? "no commits" : "no tag in the range " + range),
                    "Look at the repository's tags, and ask for one that it has.");
        }
        return new Commit(address, revision.commit(), revision.fullName());
    }

    private GitRevisions revisions(String address, PackageSpec.Git spec) {
        GitRevisions before = known.get(address);
        if (before != null) {
            return before;
        }
        GitCommand.Outcome listing = git.run(null, "ls-remote", "--", address);
        if (!listing.isDone()) {
            throw unreachable(spec, address, listing);
        }
        GitRevisions revisions = GitRevisions.parse(listing.output());
        known.put(address, revisions);
        return revisions;
    }

    /**
     * Checks a commit out into {@code folder}, which is empty.
     *
     * @return the hash of what was checked out
     */
    String checkOut(PackageSpec.Git spec, Commit commit, Path folder) {
        String wanted = commit.commit();
        if (wanted == null) {
            String name = commit.fullName();
            if (name == null) {
                throw new IllegalStateException("a commit has a hash or a name");
            }
            mirror(spec, List.of(commit.address()), folder);
            mustDo(spec, git.run(folder, "checkout", "-q", "--detach", name, "--"));
        } else if (!fetchOne(spec, commit, wanted, folder)) {
            empty(folder);
            mirror(spec, GitAddress.of(spec), folder);
            mustDo(spec, git.run(folder, "checkout", "-q", "--detach", wanted, "--"));
        }
        if (Files.isRegularFile(folder.resolve(".gitmodules"), LinkOption.NOFOLLOW_LINKS)) {
            GitCommand.Outcome modules = git.run(folder, "submodule", "update", "-q", "--init", "--recursive");
            if (!modules.isDone()) {
                throw unreachable(spec, "a submodule of " + spec.saveSpec(), modules);
            }
        }
        GitCommand.Outcome head = git.run(folder, "rev-parse", "--verify", "HEAD");
        mustDo(spec, head);
        String found = head.output().strip();
        if (wanted != null && !wanted.equals(found)) {
            throw new DxException(
                    ErrorCode.DX_INTEGRITY_MISMATCH,
                    GitCommand.withoutSecrets(spec.raw()) + ": expected commit " + wanted + " got " + found,
                    "The repository does not hold what it promised; find out why before you try again.");
        }
        return found;
    }

    /** Fetches nothing but the one commit; false where the server will not do that. */
    private boolean fetchOne(PackageSpec.Git spec, Commit commit, String wanted, Path folder) {
        String what = commit.fullName() == null ? wanted : commit.fullName();
        List<String> addresses = commit.fullName() == null ? GitAddress.of(spec) : List.of(commit.address());
        mustDo(spec, git.run(folder, "init", "-q"));
        for (String address : addresses) {
            git.run(folder, "remote", "remove", "origin");
            mustDo(spec, git.run(folder, "remote", "add", "--", "origin", address));
            if (git.run(folder, "fetch", "-q", "--no-tags", "--depth=1", "origin", what)
                    .isDone()) {
                return git.run(folder, "checkout", "-q", "--detach", wanted, "--")
                        .isDone();
            }
        }
        return false;
    }

    private void mirror(PackageSpec.Git spec, List<String> addresses, Path folder) {
        GitCommand.Outcome failed = null;
        for (String address : addresses) {
            empty(folder);
            GitCommand.Outcome cloned = git.run(folder, "clone", "-q", "--mirror", "--", address, ".git");
            if (cloned.isDone()) {
                mustDo(spec, git.run(folder, "init", "-q"));
                return;
            }
            failed = failed == null ? cloned : failed;
        }
        if (failed != null) {
            throw unreachable(spec, addresses.getFirst(), failed);
        }
    }

    private static void empty(Path folder) {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                TemporaryFolder.delete(entry);
            }
        } catch (IOException failure) {
            throw DxException.io(folder.toString(), failure);
        }
    }

    private static void mustDo(PackageSpec.Git spec, GitCommand.Outcome outcome) {
        if (!outcome.isDone()) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    GitCommand.withoutSecrets(spec.raw()) + ": " + outcome.lastWords(),
                    "Check that the repository has that branch, tag or commit.");
        }
    }

    private static DxException unreachable(PackageSpec.Git spec, String address, GitCommand.Outcome outcome) {
        return new DxException(
                address.startsWith("file:") ? ErrorCode.DX_NOT_FOUND : ErrorCode.DX_NETWORK,
                GitCommand.withoutSecrets(spec.raw()) + ": " + outcome.lastWords(),
                "Try git ls-remote " + GitCommand.withoutSecrets(address)
                        + " by hand; it has to work without asking for a password.");
    }
}
