package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.config.NpmrcFile;
import dev.dx.engine.npm.publish.RegistryAccount;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "logout",
        description = "Give up the token you have at a registry, there and in your .npmrc.")
public final class LogoutCommand implements Command {
    @Mixin
    AccountOptions account = new AccountOptions();

    @Override
    public int run(Invocation invocation) {
        String scope = account.scope();
        try (Engine engine = invocation.openEngine(Map.of());
                RegistryAccount there = engine.account(invocation.project(), scope)) {
            NpmConfig config = engine.config(invocation.project());
            URI registry = scope == null ? config.defaultRegistry() : config.registryFor(scope + "/any");
            List<ConfigValue> tokens = there.keyPrefixes().stream()
                    .map(prefix -> config.value(prefix + ":_authToken"))
                    .filter(Objects::nonNull)
                    .toList();
            if (tokens.isEmpty()) {
                throw there.notLoggedIn();
            }
            there.logout();
            NpmrcFile file = AccountOptions.userFile(config);
            for (ConfigValue token : tokens) {
                if (token.layer() == ConfigLayer.USER) {
                    file.delete(token.key());
                } else {
                    invocation.say(Printable.line("The token stands in " + token.source() + ", and is left there."));
                }
            }
            if (tokens.stream().anyMatch(token -> token.layer() == ConfigLayer.USER)) {
                file.write();
            }
            invocation.say("Logged out of " + Printable.line(registry.toString()) + ".");
        }
        return ExitCode.DONE.number();
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(account);
    }
}
