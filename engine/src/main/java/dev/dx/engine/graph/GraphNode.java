package dev.dx.engine.graph;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The project, a folder it links to, or a package at its place. The same package at two places is two nodes, since each may
 * find other dependencies. Nodes are equal only to themselves.
 */
public final class GraphNode {
    private final int number;
    private final Content content;

    /**
     * What a lock says of a node.
     *
     * @param name the package's own, also where it stands under another; empty if it has none
     * @param version empty if it has none
     * @param places where it is, as paths from the project: its own first, then links to it; the project's own is ""
     * @param origin the address it is fetched from, if that is known
     * @param integrity what its archive must hash to, as an SRI string
     * @param attributes whatever else is to be kept, in no order, as texts of no meaning here
     */
    public record Content(
            String name,
            String version,
            List<String> places,
            @Nullable String origin,
            @Nullable String integrity,
            Set<Trait> traits,
            PlatformFilter platforms,
            Map<String, String> attributes) {
        public Content {
            places = List.copyOf(places);
            if (places.isEmpty()) {
                throw new IllegalArgumentException(name + " is nowhere");
            }
            traits = traits.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(traits));
            attributes = Map.copyOf(attributes);
        }
    }

    GraphNode(int number, Content content) {
        this.number = number;
        this.content = content;
    }

    /** Its position in {@link Graph#nodes()}; 0 is the project. */
    public int number() {
        return number;
    }

    public boolean isProject() {
        return number == 0;
    }

    public Content content() {
        return content;
    }

    public String name() {
        return content.name();
    }

    public String version() {
        return content.version();
    }

    /** Where it really is; other {@link #places()} are links to it. */
    public String place() {
        return content.places().getFirst();
    }

    public List<String> places() {
        return content.places();
    }

    public @Nullable String origin() {
        return content.origin();
    }

    public @Nullable String integrity() {
        return content.integrity();
    }

    public boolean is(Trait trait) {
        return content.traits().contains(trait);
    }

    public Set<Trait> traits() {
        return content.traits();
    }

    public PlatformFilter platforms() {
        return content.platforms();
    }

    public Map<String, String> attributes() {
        return content.attributes();
    }

    /** {@code name@version}, or what there is of it. */
    public String label() {
        String name = name().isEmpty() ? (isProject() ? "the project" : place()) : name();
        return version().isEmpty() ? name : name + "@" + version();
    }

    @Override
    public String toString() {
        return label() + (isProject() ? "" : " at " + place());
    }
}
