package dev.dx.app.cli;

import dev.dx.app.cli.text.Printable;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.publish.RegistryAccount;
import java.net.URI;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "logout",
        description = "Have a registry forget the token you have there, and take it out of your own .npmrc.")
final class LogoutCommand implements Command {
    @Mixin
    AccountOptions account = new AccountOptions();

    @Override
    public int run(Invocation invocation) {
        String scope = account.scope();
        try (Engine engine = invocation.openEngine(Map.of());
                RegistryAccount there = engine.account(invocation.project(), scope)) {
            NpmConfig config = engine.config(invocation.project());
            URI registry = scope == null ? config.defaultRegistry() : config.registryFor(scope + "/any");
            String key = RegistryAccount.keyPrefix(registry) + ":_authToken";
            ConfigValue token = config.value(key);
            if (token == null) {
                throw there.notLoggedIn();
            }
            there.logout();
            if (token.layer() == ConfigLayer.USER) {
                AccountOptions.userFile(config).delete(key).write();
            } else {
                invocation.say(Printable.line("The token stands in " + token.source() + ", and is left there."));
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
