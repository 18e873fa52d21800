package dev.dx.app.gui;

import dev.dx.app.gui.bench.BenchEngine;
import dev.dx.app.gui.browse.BrowseEngine;
import dev.dx.app.gui.cache.CacheEngine;
import dev.dx.app.gui.convert.ConvertEngine;
import dev.dx.app.gui.graph.GraphEngine;
import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.app.gui.registry.RegistryEngine;
import dev.dx.app.gui.settings.SettingsEngine;
import dev.dx.app.gui.store.StoreEngine;

/** What each screen asks of the engine; one engine behind all of them, where a test does not put scripts there. */
record Engines(
        ProjectEngine projects,
        BrowseEngine browse,
        ConvertEngine convert,
        GraphEngine graph,
        StoreEngine store,
        CacheEngine cache,
        RegistryEngine registry,
        BenchEngine bench,
        SettingsEngine settings) {
    static Engines of(EngineOnDemand engine) {
        return new Engines(engine, engine, engine, engine, engine.store(), engine, engine, engine.bench(), engine);
    }
}
