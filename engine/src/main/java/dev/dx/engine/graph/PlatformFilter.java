package dev.dx.engine.graph;

import java.util.List;

/**
 * The machines a package says it is made for, in its own words; an empty list is any, and a word after {@code !} means all
 * but that.
 */
public record PlatformFilter(List<String> os, List<String> cpu, List<String> libc) {
    public static final PlatformFilter ANY = new PlatformFilter(List.of(), List.of(), List.of());

    public PlatformFilter {
        os = List.copyOf(os);
        cpu = List.copyOf(cpu);
        libc = List.copyOf(libc);
    }

    public boolean isAny() {
        return os.isEmpty() && cpu.isEmpty() && libc.isEmpty();
    }
}
