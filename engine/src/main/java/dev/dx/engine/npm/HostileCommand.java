package dev.dx.engine.npm;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds commands that are declared in order to end up elsewhere. npm puts every declaration right without a word; where no
 * honest package can have meant what it says, that is an attack, and worth more than silence. A leading {@code ./},
 * {@code /} or scope is common, and leads nowhere.
 */
final class HostileCommand {
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

    private HostileCommand() {}

    /** Words for the first such declaration of a manifest; null if there is none. */
    static @Nullable String in(JsonObject manifest) {
        JsonValue bin = manifest.get("bin");
        return switch (bin) {
            case JsonValue.Text(String target) -> target(target);
            case JsonArray targets ->
                targets.strings().stream()
                        .map(HostileCommand::target)
                        .filter(found -> found != null)
                        .findFirst()
                        .orElse(null);
            case JsonObject commands -> {
                String found = null;
                for (var command : manifest.strings("bin").entrySet()) {
                    found = found == null ? name(command.getKey()) : found;
                    found = found == null ? target(command.getValue()) : found;
                }
                yield found;
            }
            case null, default -> null;
        };
    }

    private static @Nullable String name(String name) {
        String path = name.replace('\\', '/');
        boolean hostile = path.equals(".")
                || path.startsWith("/")
                || DRIVE.matcher(path).matches()
                || hasControls(path)
                || ("/" + path + "/").contains("/../");
        return hostile ? "a command named \"" + name + "\"" : null;
    }

    private static @Nullable String target(String target) {
        String path = target.replace('\\', '/');
        boolean hostile = path.startsWith("//") || DRIVE.matcher(path).matches() || hasControls(path) || leadsOut(path);
        return hostile ? "the file of a command outside of itself, \"" + target + "\"" : null;
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < ' ');
    }

    private static boolean leadsOut(String path) {
        int depth = 0;
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                depth--;
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }
}
