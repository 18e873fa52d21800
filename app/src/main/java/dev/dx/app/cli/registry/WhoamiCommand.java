package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.publish.RegistryAccount;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(name = "whoami", description = "Say under which name you are logged in to a registry.")
public final class WhoamiCommand implements Command {
    @Mixin
    AccountOptions account = new AccountOptions();

    @Override
    public int run(Invocation invocation) {
        try (Engine engine = invocation.openEngine(Map.of());
                RegistryAccount there = engine.account(invocation.project(), account.scope())) {
            String name = there.whoAmI();
            invocation.print(
                    invocation.isJson()
                            ? new JsonWriter()
                                    .object()
                                    .field("username", name)
                                    .end()
                                    .finish()
                            : Printable.line(name));
        }
        return ExitCode.DONE.number();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(account);
    }
}
