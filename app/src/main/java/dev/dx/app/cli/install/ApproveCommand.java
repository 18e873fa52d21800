package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.MemberOptions;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest.LockPolicy;
import dev.dx.engine.install.script.DependencyScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "approve",
        description = {
            "Let scripts of dependencies run; without a name, list them.",
            "What is approved is the version with its content, written down in package.json; another version, or",
            "another content, has to be approved again. The scripts run at once."
        })
public final class ApproveCommand implements Command, OptionGroup {
    @Mixin
    InstallOptions install = new InstallOptions();

    @Option(names = "--all", description = "Approve all that nothing is said of yet.")
    boolean all;

    @Option(names = "--never", description = "Say instead that their scripts are not wanted, in any version.")
    boolean never;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "A dependency that has scripts.")
    List<String> names = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        if (names.isEmpty() && !all) {
            if (never) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "--never: whose scripts are not wanted",
                        "Name the packages, or say --all.");
            }
            list(invocation);
            return 0;
        }
        if (all && !names.isEmpty()) {
            throw new DxException(ErrorCode.DX_USAGE, "--all and names", "Leave out the one or the other.");
        }
        Change.Verdict verdict = never ? Change.Verdict.REFUSED : Change.Verdict.APPROVED;
        return new InstallRun(invocation, install, new MemberOptions())
                .run(new Change.Approve(names, verdict), LockPolicy.UPDATE);
    }

    private void list(Invocation invocation) {
        List<DependencyScripts> found;
        try (Engine engine = invocation.openEngine(install.settings())) {
            found = engine.dependencyScripts(invocation.project());
        }
        if (invocation.isJson()) {
            invocation.print(json(found));
            return;
        }
        if (found.isEmpty()) {
            invocation.print("no installed package has scripts for its installation");
        }
        Style style = invocation.outStyle();
        for (DependencyScripts its : found) {
            String said = switch (its.verdict()) {
                case APPROVED -> style.green("approved");
                case REFUSED -> style.dim("not wanted");
                case CHANGED -> style.yellow("not approved: another version or content was");
                case OPEN -> style.yellow("not approved");
            };
            invocation.print(style.bold(Printable.line(its.id().toString())) + "  " + said);
            its.scripts().forEach((event, command) -> invocation.print("  " + event + ": " + Printable.line(command)));
        }
    }

    private static String json(List<DependencyScripts> found) {
        JsonWriter json = new JsonWriter().object().array("packages");
        for (DependencyScripts its : found) {
            json.object()
                    .field("name", its.id().name())
                    .field("version", its.id().version())
                    .field("verdict", its.verdict().name().toLowerCase(java.util.Locale.ROOT))
                    .object("scripts");
            its.scripts().forEach(json::field);
            json.end().end();
        }
        return json.end().end().finish();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(this, install);
    }

    @Override
    public boolean operand(String argument) {
        return names.add(argument);
    }

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--all" -> all = true;
            case "--never" -> never = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return null;
    }
}
