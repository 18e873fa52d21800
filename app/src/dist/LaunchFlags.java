import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM is started with, by the launchers and by the rehearsals that make their AOT caches: a cache is good for the
 * flags it was made with.
 */
final class LaunchFlags {
    private static final String HASHING = "dev.dx.engine.binary.Blake3Lanes::runSideBySide";

    private static final List<String> ALWAYS = List.of(
            // Starts and ends sooner than G1, and a command is over before either would have much to collect.
            "-XX:+UseSerialGC",
            // No file in /tmp for jps and jstat to read.
            "-XX:-UsePerfData",
            // stdout is for results: whatever the JVM has to say about itself, say of a cache it cannot use, stays
            // away.
            "-Xlog:disable",
            "-XX:+DisplayVMOutputToStderr",
            // JavaFX and JNA read memory the old way.
            "--sun-misc-unsafe-memory-access=allow",
            // TLS and digests have code of the JVM's own, but only where what calls it is compiled well: soon, please,
            // and not when half of a download is through. They are called for whole records, so seldom.
            "-XX:CompileCommand=quiet",
            soon("com.sun.crypto.provider.CounterMode::crypt"),
            soon("com.sun.crypto.provider.GHASH::update"),
            soon("com.sun.crypto.provider.GHASH::processBlocks"),
            soon("com.sun.crypto.provider.GaloisCounterMode::implGCMCrypt"),
            soon("sun.security.provider.DigestBase::implCompressMultiBlock"),
            soon("sun.security.provider.DigestBase::engineUpdate"),
            // The largest piece of code there is: once, and early, and not again within all that calls it.
            soon(HASHING),
            "-XX:CompileCommand=dontinline," + HASHING);

    /**
     * So many times the JVM's own: a first install took a quarter of its time to compile well what was soon over. With
     * thirty or a hundred times it takes as long, within what one run differs from another.
     */
    private static final int LATER_IN_A_COMMAND = 50;

    private static final int LATER_IN_AN_ENGINE_THAT_STAYS = 3;

    private LaunchFlags() {}

    /** After some fifty calls in a command, and at once in an engine that stays. */
    private static String soon(String method) {
        return "-XX:CompileCommand=CompileThresholdScaling," + method + ",0.0002";
    }

    static List<String> command() {
        return Stream.concat(with("--enable-native-access=ALL-UNNAMED").stream(), compiledLater(LATER_IN_A_COMMAND))
                .toList();
    }

    private static Stream<String> compiledLater(int times) {
        return Stream.of(
                "-XX:Tier4InvocationThreshold=" + 5_000 * times,
                "-XX:Tier4MinInvocationThreshold=" + 600 * times,
                "-XX:Tier4CompileThreshold=" + 15_000 * times,
                "-XX:Tier4BackEdgeThreshold=" + 40_000 * times);
    }

    /**
     * On top of those for a command, where there is a good chance that it is over before code that is compiled well has paid
     * for its compiling: half the time, for what finds all it needs. If it turns out to be more, dev.dx.app.cli.install.LongWork starts
     * it over without the good compiler being off; the others do no harm there.
     */
    static List<String> quick() {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                // It is most of all the interpreter that takes time: twice as soon compiled, also when much waits to
                // be.
                "-XX:Tier3InvocationThreshold=100",
                "-XX:Tier3MinInvocationThreshold=50",
                "-XX:Tier3CompileThreshold=1000",
                "-XX:Tier3LoadFeedback=20",
                // Over before anything needs to be collected.
                "-Xmn200m",
                // What the rehearsal learned is of use to the good compiler alone.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTReplayTraining",
                "-Ddx.quick=true");
    }

    /**
     * On top of those for a command, for what works through many packages: it pays there to compile when the JVM would of
     * itself. Reading packs, after as many of them, took a seventh longer without; a cache made for a command is good with
     * them too.
     */
    static List<String> converting() {
        return compiledLater(1).toList();
    }

    /** On top of those for a command; a cache made for a command is good with them too. */
    static List<String> resident() {
        return Stream.concat(
                        compiledLater(LATER_IN_AN_ENGINE_THAT_STAYS),
                        Stream.of(
                                // It stays, and must not take what others need; what it remembers is bounded well
                                // below.
                                "-Xmx512m",
                                // One command after the other leaves little behind: most of it should not be copied
                                // about.
                                "-Xmn160m"))
                .toList();
    }

    /**
     * JavaFX stays on the class path: the JVM refuses a cache whose module path moved, and the folder that DX runs from
     * may be moved.
     */
    static List<String> window() {
        return Stream.concat(with("--enable-native-access=ALL-UNNAMED").stream(), answering())
                .toList();
    }

    /** In an app image JavaFX is part of the runtime. */
    static List<String> windowOfImage() {
        return Stream.concat(with("--enable-native-access=javafx.graphics,ALL-UNNAMED").stream(), answering())
                .toList();
    }

    /** What lets the window answer while an install keeps all cores busy. */
    private static Stream<String> answering() {
        Stream<String> roomForClasses = Stream.of(
                // All of them are alive: to collect everything each time there are some more stops the window for long.
                "-XX:MetaspaceSize=96m");
        // Elsewhere a thread's priority counts without being told to.
        return System.getProperty("os.name").equals("Linux")
                ? Stream.concat(roomForClasses, threadsByPriority())
                : roomForClasses;
    }

    /** On Linux each thread has a niceness of its own; dev.dx.app.gui.task.Precedence tells which are of which priority. */
    private static Stream<String> threadsByPriority() {
        return Stream.of(
                "-XX:ThreadPriorityPolicy=1",
                "-XX:JavaPriority3_To_OSPriority=10",
                // Ahead of the work, which gets faster with it, and behind the window.
                "-XX:CompilerThreadPriority=5",
                // Or it is raised for who may do that.
                "-XX:VMThreadPriority=0",
                // That raising needs rights is said on every start; nothing here is raised.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-PrintWarnings");
    }

    private static List<String> with(String more) {
        return Stream.concat(ALWAYS.stream(), Stream.of(more)).toList();
    }
}
