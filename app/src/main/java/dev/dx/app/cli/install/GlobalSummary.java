package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.install.GlobalLink;
import java.util.List;

/** What became of packages that all projects know, in words or as a document. */
final class GlobalSummary {
    private GlobalSummary() {}

    enum Way {
        LINKED,
        UNLINKED
    }

    static void print(List<GlobalLink> links, Way way, Invocation invocation) {
        if (invocation.isJson()) {
            invocation.print(json(links));
            return;
        }
        if (invocation.options().isQuiet()) {
            return;
        }
        for (GlobalLink link : links) {
            invocation.print(Printable.line(line(link, way)));
        }
    }

    private static String line(GlobalLink link, Way way) {
        String id = link.version().isEmpty() ? link.name() : link.name() + "@" + link.version();
        return switch (way) {
            case LINKED -> id + " is " + link.link() + (link.changed() ? "" : ", as before") + commands(link);
            case UNLINKED -> id + (link.changed() ? " was " : " was not ") + link.link();
        };
    }

    private static String commands(GlobalLink link) {
        return link.commands().isEmpty() ? "" : "; commands: " + String.join(", ", link.commands());
    }

    private static String json(List<GlobalLink> links) {
        JsonWriter json = new JsonWriter().object().array("packages");
        for (GlobalLink link : links) {
            json.object()
                    .field("name", link.name())
                    .field("version", link.version())
                    .field("folder", link.folder().toString())
                    .field("link", link.link().toString())
                    .field("commands", link.commands())
                    .field("changed", link.changed())
                    .end();
        }
        return json.end().end().finish();
    }
}
