package dev.dx.engine.npm.source;

import java.nio.file.Path;
import java.util.Set;

/** Makes of a repository what its author publishes, where that was approved. */
public interface GitPreparation {
    /** Nothing was. */
    GitPreparation NONE = new GitPreparation() {
        @Override
        public boolean isApproved(String resolved) {
            return false;
        }

        @Override
        public void approve(Set<String> commits) {}

        @Override
        public String runtime() {
            return "";
        }

        @Override
        public void run(Path folder, String what) {}
    };

    /** Whether scripts of the package at this address, which names a commit, may run. */
    boolean isApproved(String resolved);

    /** These commits are approved from now on, and no others. */
    void approve(Set<String> commits);

    /** What a package is made for. What was made for something else is made again. */
    String runtime();

    /** Runs them in a folder that is there for nothing else. */
    void run(Path folder, String what);
}
