package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.PackageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes from a store, or would.
 *
 * @param items packages
 * @param freed bytes that the disk has more afterwards: what projects have links to frees none
 * @param unreachable projects that are not there now and keep their packages all the same
 * @param forgotten projects that are gone for good
 */
public record StoreRemoval(List<Item> items, long freed, List<String> unreachable, List<String> forgotten) {
    public static final StoreRemoval NOTHING = new StoreRemoval(List.of(), 0, List.of(), List.of());

    public StoreRemoval {
        items = List.copyOf(items);
        unreachable = List.copyOf(unreachable);
        forgotten = List.copyOf(forgotten);
    }

    /**
     * A package.
     *
     * @param id what it is called; null where nobody said
     * @param freed bytes
     */
    public record Item(ContentRoot root, @Nullable PackageId id, long freed) {
        /** What to call it. */
        public String name() {
            return id == null ? root.toString() : id.toString();
        }
    }
}
