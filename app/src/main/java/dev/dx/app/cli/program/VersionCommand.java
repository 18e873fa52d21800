package dev.dx.app.cli.program;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;

/** {@code dx --version}. */
public final class VersionCommand implements Command {
    @Override
    public int run(Invocation invocation) {
        String version = ProductVersion.read();
        if (invocation.isJson()) {
            invocation.print(new JsonWriter()
                    .object()
                    .field("version", version)
                    .field("java", Runtime.version().toString())
                    .end()
                    .finish());
        } else {
            invocation.print(version);
        }
        return 0;
    }
}
