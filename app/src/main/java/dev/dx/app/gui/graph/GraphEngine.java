package dev.dx.app.gui.graph;

import dev.dx.engine.DxException;
import dev.dx.engine.graph.Graph;
import java.nio.file.Path;
import java.util.BitSet;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface GraphEngine {
    /** Who depends on whom, as the project's lock says. */
    Graph graph(Path project);

    /** The numbers of the nodes that this machine does not get: they are for other platforms. */
    BitSet elsewhere(Graph graph);

    /** By the nodes' numbers, the bytes each package unpacks to, as far as the store knows it; else -1. */
    long[] sizes(Graph graph);
}
