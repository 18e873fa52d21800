package dev.dx.engine.install.script;

import dev.dx.engine.DxException;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptOutput;

/** Learns which scripts run, and says where their output goes. Called by the thread that runs them. */
public interface ScriptListener {
    /** A script starts; what it writes goes where this answers. */
    ScriptOutput starting(Script script);

    /** A member's turn failed, and the next one's comes. */
    default void failed(DxException failure) {}
}
