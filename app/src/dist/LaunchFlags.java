import java.util.List;

/**
 * What the JVM is started with, by the launchers and by the rehearsals that make their AOT caches: a cache is good for the
 * flags it was made with.
 */
final class LaunchFlags {
    private static final List<String> ALWAYS = List.of(
            // Starts and ends sooner than G1, and a command is over before either would have much to collect.
            "-XX:+UseSerialGC",
            // No file in /tmp for jps and jstat to read.
            "-XX:-UsePerfData",
            // stdout is for results: whatever the JVM has to say about itself, say of a cache it cannot use, stays
            // away.
            "-Xlog:disable",
            "-XX:+DisplayVMOutputToStderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private LaunchFlags() {}

    static List<String> command() {
        return ALWAYS;
    }

    /**
     * JavaFX stays on the class path: the JVM refuses a cache whose module path moved, and this folder may be moved. In a
     * runtime of its own (see AppImage) JavaFX is part of that runtime.
     */
    static List<String> window() {
        return ALWAYS;
    }
}
