package dev.dx.app.gui;

import dev.dx.app.gui.convert.ConvertEngine;
import dev.dx.app.gui.projects.ProjectEngine;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;

/** Engines for the screens that a test is not about. */
final class ScriptedEngines {
    private ScriptedEngines() {}

    /** The real one where it is given, and scripts for what nobody wrote one for. */
    static Engines of(ProjectEngine projects) {
        return projects instanceof EngineOnDemand real ? Engines.of(real) : new Engines(projects, nobodyConverts());
    }

    private static ConvertEngine nobodyConverts() {
        return (request, _) -> {
            throw unscripted(request);
        };
    }

    private static DxException unscripted(Object asked) {
        return new DxException(ErrorCode.DX_UNSUPPORTED, "no script for " + asked, "Write one.");
    }
}
