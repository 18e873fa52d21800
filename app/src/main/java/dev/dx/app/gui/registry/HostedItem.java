package dev.dx.app.gui.registry;

import dev.dx.registry.hosted.HostedPackage;
import java.util.Locale;

/**
 * A package that was published to the registry.
 *
 * @param latest the version that goes by that tag; empty if none does
 * @param modified when it was last changed, as the registry says it; empty if it does not
 */
public record HostedItem(String name, String latest, int versions, String modified, String description) {
    static HostedItem of(HostedPackage hosted) {
        String latest = hosted.tags().getOrDefault("latest", "");
        String description = hosted.packument().string("description");
        String modified = hosted.packument().strings("time").getOrDefault("modified", "");
        return new HostedItem(
                hosted.name(),
                latest,
                hosted.versions().keys().size(),
                modified,
                description == null ? "" : description.lines().findFirst().orElse(""));
    }

    boolean matches(String words) {
        String text = (name + " " + description).toLowerCase(Locale.ROOT);
        return words.isBlank() || text.contains(words.strip().toLowerCase(Locale.ROOT));
    }
}
