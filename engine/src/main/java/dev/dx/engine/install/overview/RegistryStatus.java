package dev.dx.engine.install.overview;

import java.net.URI;
import java.time.Duration;

/** A registry that answered. */
public record RegistryStatus(URI registry, Duration answeredIn) {}
