package dev.dx.engine.graph;

import java.util.List;

/**
 * Why a package is there: each step is asked for by what answers the one before. The first step is the project's own wish;
 * a chain to the project itself has none.
 */
public record Chain(List<Dependency> steps) {
    public Chain {
        steps = List.copyOf(steps);
    }

    public int length() {
        return steps.size();
    }
}
