package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "login",
        description = {
            "Log in to a registry, and keep the token in your own .npmrc.",
            "Where nobody is at a terminal, the first two lines of standard input are the name and the password."
        })
public final class LoginCommand implements Command {
    @Mixin
    AccountOptions account = new AccountOptions();

    @Mixin
    LoginDialog dialog = new LoginDialog();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        return dialog.run(LoginDialog.Account.KNOWN, account.scope(), invocation);
    }

    @Override
    public List<OptionGroup> options() {
        return List.of(account, dialog);
    }
}
