package dev.dx.app.gui.browse;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What this screen asks of the engine. Calls block, are cancelled by interrupting, and fail with {@link DxException}. */
public interface BrowseEngine {
    /** Null if the registry cannot search. */
    @Nullable
    PackageHits search(Path project, String words, int most);

    PackagePage page(Path project, String packageName);

    InstallSize installSize(Path project, String packageName, String version);

    /** Where packages without a scope of their own come from. */
    URI registry(Path project);
}
