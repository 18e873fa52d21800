package dev.dx.app.cli;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "help", description = "Show how a command is used.")
final class HelpCommand implements Command {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
    @Nullable
    String topic;

    @Override
    public int run(Invocation invocation) {
        String text = PicocliArguments.help(topic, invocation.terminal().width().getAsInt(), invocation.outStyle());
        if (invocation.isJson()) {
            invocation.print(new JsonWriter().object().field("help", text).end().finish());
        } else {
            invocation.print(text);
        }
        return 0;
    }

    static HelpCommand about(@Nullable String topic) {
        HelpCommand help = new HelpCommand();
        help.topic = topic;
        return help;
    }
}
