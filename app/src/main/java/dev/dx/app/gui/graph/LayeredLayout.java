package dev.dx.app.gui.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Places nodes in columns, each right of all that depend on it, and orders each column so that dependencies run as straight
 * as may be: the longest path to a node decides its column, the middle of its neighbours its place there. A circle is cut
 * where a walk from the first node comes back to itself.
 */
final class LayeredLayout {
    static final double NODE_WIDTH = 176;
    static final double NODE_HEIGHT = 24;
    private static final double COLUMN = NODE_WIDTH + 48;
    private static final double ROW = NODE_HEIGHT + 12;
    private static final int SWEEPS = 12;

    private final int size;
    private final int[][] next;
    private final int[][] previous;
    private final int[] column;
    private final double[] y;

    /** Where everything stands; x and y are the middles of nodes. */
    static final class Places {
        private final double[] x;
        private final double[] y;
        private final double width;
        private final double height;

        private Places(double[] x, double[] y, double width, double height) {
            this.x = x;
            this.y = y;
            this.width = width;
            this.height = height;
        }

        double x(int node) {
            return x[node];
        }

        double y(int node) {
            return y[node];
        }

        double width() {
            return width;
        }

        double height() {
            return height;
        }
    }

    private LayeredLayout(int size, int[] from, int[] to) {
        this.size = size;
        this.next = neighbours(size, from, to);
        this.previous = neighbours(size, to, from);
        this.column = new int[size];
        this.y = new double[size];
    }

    /**
     * @param size how many nodes there are; the first one is the root
     * @param from where each dependency starts, and {@code to} where it ends
     */
    static Places of(int size, int[] from, int[] to) {
        return new LayeredLayout(size, from, to).places();
    }

    private static int[][] neighbours(int size, int[] from, int[] to) {
        int[] counts = new int[size];
        for (int node : from) {
            counts[node]++;
        }
        int[][] lists = new int[size][];
        for (int node = 0; node < size; node++) {
            lists[node] = new int[counts[node]];
        }
        Arrays.fill(counts, 0);
        for (int edge = 0; edge < from.length; edge++) {
            lists[from[edge]][counts[from[edge]]++] = to[edge];
        }
        return lists;
    }

    private Places places() {
        assignColumns();
        List<List<Integer>> columns = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            while (columns.size() <= column[node]) {
                columns.add(new ArrayList<>());
            }
            columns.get(column[node]).add(node);
        }
        columns.forEach(this::stack);
        double[] middle = new double[size];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            List<List<Integer>> order = sweep % 2 == 0 ? columns : columns.reversed();
            int[][] neighbours = sweep % 2 == 0 ? previous : next;
            order.forEach(nodes -> sortByMiddles(nodes, neighbours, middle));
        }
        double height = 0;
        for (List<Integer> nodes : columns) {
            height = Math.max(height, nodes.size() * ROW);
        }
        double[] x = new double[size];
        for (int node = 0; node < size; node++) {
            x[node] = column[node] * COLUMN + COLUMN / 2;
            y[node] += height / 2 + ROW / 2;
        }
        return new Places(x, y, columns.size() * COLUMN, height + ROW);
    }

    /** The longest path to each node over dependencies that do not lead back. */
    private void assignColumns() {
        int[] order = topologicalOrder();
        int[] position = new int[size];
        for (int i = 0; i < size; i++) {
            position[order[i]] = i;
        }
        for (int node : order) {
            for (int target : next[node]) {
                if (position[target] > position[node]) {
                    column[target] = Math.max(column[target], column[node] + 1);
                }
            }
        }
    }

    /** An order in which every dependency goes forward, but for those that close a circle. */
    private int[] topologicalOrder() {
        boolean[] seen = new boolean[size];
        int[] order = new int[size];
        int[] left = {size};
        IntConsumer walk = start -> {
            Deque<int[]> path = new ArrayDeque<>();
            path.push(new int[] {start, 0});
            seen[start] = true;
            while (!path.isEmpty()) {
                int[] step = path.element();
                if (step[1] == next[step[0]].length) {
                    order[--left[0]] = step[0];
                    path.pop();
                    continue;
                }
                int target = next[step[0]][step[1]++];
                if (!seen[target]) {
                    seen[target] = true;
                    path.push(new int[] {target, 0});
                }
            }
        };
        for (int node = size - 1; node >= 0; node--) {
            if (!seen[node] && previous[node].length == 0) {
                walk.accept(node);
            }
        }
        for (int node = size - 1; node >= 0; node--) {
            if (!seen[node]) {
                walk.accept(node);
            }
        }
        return order;
    }

    /** @param middle room for a number for every node */
    private void sortByMiddles(List<Integer> nodes, int[][] neighbours, double[] middle) {
        for (int node : nodes) {
            middle[node] = middle(node, neighbours[node]);
        }
        nodes.sort(Comparator.comparingDouble(node -> middle[node]));
        stack(nodes);
    }

    private double middle(int node, int[] neighbours) {
        double sum = 0;
        for (int neighbour : neighbours) {
            sum += y[neighbour];
        }
        return neighbours.length == 0 ? y[node] : sum / neighbours.length;
    }

    /** One below the other, around the middle. */
    private void stack(List<Integer> nodes) {
        double top = -(nodes.size() - 1) * ROW / 2;
        for (int i = 0; i < nodes.size(); i++) {
            y[nodes.get(i)] = top + i * ROW;
        }
    }
}
