package dev.dx.engine.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A package that is there more than once.
 *
 * @param copies in the order of the lock
 */
public record Duplicate(String name, List<GraphNode> copies) {
    public Duplicate {
        copies = List.copyOf(copies);
    }

    /** The versions in the order in which they first occur. */
    public List<String> versions() {
        return copies.stream().map(GraphNode::version).distinct().toList();
    }

    /** What copies of a version beside its first take. Less is saved where their dependencies differ. */
    public long sizeOfRepeats(ToLongFunction<GraphNode> sizeOf) {
        Map<String, GraphNode> first = new HashMap<>();
        long size = 0;
        for (GraphNode copy : copies) {
            if (first.putIfAbsent(copy.version(), copy) != null) {
                size += sizeOf.applyAsLong(copy);
            }
        }
        return size;
    }

    /** What all copies take beside the largest: as much as could be saved if one version did for everybody. */
    public long sizeOfOthers(ToLongFunction<GraphNode> sizeOf) {
        long sum = 0;
        long largest = 0;
        for (GraphNode copy : copies) {
            long size = sizeOf.applyAsLong(copy);
            sum += size;
            largest = Math.max(largest, size);
        }
        return sum - largest;
    }
}
