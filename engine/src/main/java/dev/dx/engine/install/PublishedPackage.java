package dev.dx.engine.install;

import dev.dx.engine.npm.publish.PackedPackage;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A package that goes to a registry.
 *
 * @param access public or restricted; null for what the registry does by itself
 */
public record PublishedPackage(
        PackedPackage packed,
        URI registry,
        String tag,
        @Nullable String access) {}
