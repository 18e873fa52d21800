package dev.dx.engine.script;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One script to be run.
 *
 * @param folder where it runs; its package's
 * @param owner whose script it is
 * @param event what it is called: {@code postinstall}, {@code test}
 * @param command what is handed to the shell
 * @param arguments that follow it, each as one word whatever is in it
 * @param variables beside those that every script gets
 * @param binFolders that are searched for programs before all others
 * @param origin who chose the command
 */
public record Script(
        Path folder,
        PackageScripts owner,
        String event,
        String command,
        List<String> arguments,
        Map<String, String> variables,
        List<Path> binFolders,
        Origin origin) {
    public Script {
        arguments = List.copyOf(arguments);
        variables = Map.copyOf(variables);
        binFolders = List.copyOf(binFolders);
    }

    /** Who chose the command. */
    public enum Origin {
        /** A manifest. What the project's configuration says of shells counts: it could as well stand in the script. */
        MANIFEST,
        /** The caller, who did not ask to have anything of the project run: its configuration chooses no program. */
        CALLER
    }

    /** A script of a manifest. */
    public static Script of(Path folder, PackageScripts owner, String event, String command, List<String> arguments) {
        return new Script(folder, owner, event, command, arguments, Map.of(), List.of(), Origin.MANIFEST);
    }

    /** The same with more variables. */
    public Script with(Map<String, String> more) {
        return new Script(folder, owner, event, command, arguments, more, binFolders, origin);
    }
}
