package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.call.Terminal;
import dev.dx.app.cli.text.Printable;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.config.NpmrcFile;
import dev.dx.engine.npm.publish.RegistryAccount;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks who somebody is at a registry, and keeps the token that comes of it in the user's own .npmrc. */
final class LoginDialog implements OptionGroup {
    /** Whether the registry knows the user. */
    enum Account {
        KNOWN,
        NEW
    }

    @Option(
            names = "--auth-type",
            paramLabel = "HOW",
            description = "web for a page of the registry's, where it has one; legacy for a name and a password.")
    @Nullable
    String authType;

    @Override
    public boolean flag(String name) {
        return false;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return name.equals("--auth-type") ? value -> authType = value : null;
    }

    int run(Account account, @Nullable String scope, Invocation invocation) {
        if (invocation.terminal().streams() != Terminal.Streams.OF_PROCESS) {
            throw new DxException(ErrorCode.DX_USAGE, "there is nobody to ask for a name", "Run it in a terminal.");
        }
        try (Engine engine = invocation.openEngine(authType == null ? Map.of() : Map.of("auth-type", authType))) {
            NpmConfig config = engine.config(invocation.project());
            URI registry = scope == null ? config.defaultRegistry() : config.registryFor(scope + "/any");
            String token;
            List<String> prefixes;
            try (RegistryAccount there = engine.account(invocation.project(), scope)) {
                token = token(account, there, config, registry, invocation);
                prefixes = there.keyPrefixes();
            }
            NpmrcFile file = AccountOptions.userFile(config);
            prefixes.forEach(prefix -> file.set(prefix + ":_authToken", token));
            if (scope != null) {
                file.set(scope + ":registry", registry.toString());
            }
            file.write();
            invocation.say("Logged in to " + Printable.line(registry.toString()) + ".");
        }
        return ExitCode.DONE.number();
    }

    // Java 25 does answer null where standard input or output is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static String token(
            Account account, RegistryAccount there, NpmConfig config, URI registry, Invocation invocation) {
        Console console = System.console();
        boolean atTerminal = console != null && console.isTerminal();
        if (atTerminal && !"legacy".equals(config.get("auth-type"))) {
            String token = there.loginOnPage(
                    page -> invocation.say("Log in at " + Printable.line(page.toString()) + " and come back."));
            if (token != null) {
                return token;
            }
        }
        invocation.say("Log in to " + Printable.line(registry.toString()));
        Answers answers = atTerminal && console != null ? atTerminal(console, account) : fromStandardInput();
        return switch (account) {
            case KNOWN -> there.login(answers.user(), answers.password());
            case NEW -> there.register(answers.user(), answers.password(), answers.email());
        };
    }

    private record Answers(String user, String password, String email) {}

    private static Answers atTerminal(Console console, Account account) {
        String user = console.readLine("Username: ");
        char[] password = user == null ? null : console.readPassword("Password: ");
        String email = account == Account.NEW ? console.readLine("Email, if others may see it: ") : "";
        if (user == null || password == null || email == null) {
            throw DxException.cancelled();
        }
        return new Answers(user.strip(), new String(password), email.strip());
    }

    private static Answers fromStandardInput() {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String user = in.readLine();
            String password = in.readLine();
            String email = in.readLine();
            if (user == null || password == null || user.isBlank()) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "no name and password on standard input",
                        "Run it in a terminal, or give it two lines.");
            }
            return new Answers(user.strip(), password, email == null ? "" : email.strip());
        } catch (IOException failure) {
            throw DxException.io("standard input", failure);
        }
    }
}
