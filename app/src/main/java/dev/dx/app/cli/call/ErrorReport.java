package dev.dx.app.cli.call;

import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The one form in which failures are told: what failed in one line, what to do about it in another. */
public final class ErrorReport {
    private ErrorReport() {}

    /** Tells it, and returns what the process answers. */
    public static int tell(DxException failure, Invocation invocation) {
        invocation.say(
                invocation.errStyle().red("error") + " " + failure.code() + ": " + Printable.line(failure.what()));
        invocation.say(Printable.line(failure.remedy()));
        if (invocation.options().isVerbose()) {
            if (failure.code() == ErrorCode.DX_INTERNAL) {
                invocation.say(trace(failure));
            } else {
                for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                    invocation.say("  because of " + Printable.line(cause.toString()));
                }
            }
        }
        int exit = failure.code().exit().number();
        if (invocation.isJson()) {
            invocation.print(new JsonWriter()
                    .object()
                    .object("error")
                    .field("code", failure.code().name())
                    .field("message", failure.what())
                    .field("remedy", failure.remedy())
                    .field("exit", exit)
                    .end()
                    .end()
                    .finish());
        }
        return exit;
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }
}
