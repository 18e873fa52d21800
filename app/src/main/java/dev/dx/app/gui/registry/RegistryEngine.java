package dev.dx.app.gui.registry;

import dev.dx.registry.RegistryServer;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.ServerRecord;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the Registry screen asks of the rest. Everything here may wait for files. */
public interface RegistryEngine {
    /** Where the registry is if nobody says otherwise. */
    Path registryFolder();

    /** How the registry in a folder is set up by its own file. */
    RegistrySettings registrySettings(Path folder);

    /** A registry that is not started yet. */
    RegistryServer registry(RegistrySettings settings);

    /** Whether a registry can be left to a process of its own. */
    boolean canLeaveRegistry();

    /** Starts the registry in a process of its own; null if that cannot be done here. */
    @Nullable
    ServerRecord leaveRegistry(RegistrySettings settings);
}
