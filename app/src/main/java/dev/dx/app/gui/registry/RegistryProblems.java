package dev.dx.app.gui.registry;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;

/** What the screen itself refuses. */
final class RegistryProblems {
    private RegistryProblems() {}

    static DxException badUser() {
        return new DxException(
                ErrorCode.DX_USAGE, Messages.text("registry.users.bad"), Messages.text("registry.users.bad.remedy"));
    }

    static DxException userThere(String name) {
        return new DxException(
                ErrorCode.DX_CONFLICT,
                Messages.text("registry.users.there", name),
                Messages.text("registry.users.there.remedy"));
    }

    /** The same where a screen has a field for what a command has an option for. */
    static DxException ofStart(DxException why) {
        return why.code() == ErrorCode.DX_BUSY
                ? new DxException(why.code(), why.what(), Messages.text("registry.port.remedy"), why)
                : why;
    }
}
