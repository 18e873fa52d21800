package dev.dx.engine;

/**
 * What happens during an install, told to one {@code Consumer<InstallEvent>} as it happens. Events come from several
 * threads, one at a time; a consumer returns quickly and never throws.
 */
public sealed interface InstallEvent {
    /** The parts of an install, in order. Resolving and fetching overlap. */
    enum Stage {
        READ,
        RESOLVE,
        FETCH,
        LINK,
        /** Scripts of packages that are approved run, in the new tree. */
        BUILD,
        COMMIT,
        /** The project's own scripts run, in the project. */
        SCRIPTS
    }

    /** Where a package's content was found. */
    enum Origin {
        STORE,
        NETWORK
    }

    record StageStarted(Stage stage) implements InstallEvent {}

    /** A registry said what it knows of a package; no cache had it. So many packages were asked about until now. */
    record Answered(String name, int asked) implements InstallEvent {}

    /** A version was chosen. {@code resolved} packages are settled so far, {@code pending} answers are waited for. */
    record Resolved(PackageId id, int resolved, int pending) implements InstallEvent {}

    /** The graph is known: so many packages in all, of which so many had to be fetched or still have to be. */
    record Planned(int packages, int toFetch) implements InstallEvent {}

    /** A download began; {@code size} is what the registry announced, or -1. */
    record FetchStarted(PackageId id, long size) implements InstallEvent {}

    /** So many more bytes of that package arrived. */
    record Received(PackageId id, long bytes) implements InstallEvent {}

    /** The package is verified and in the store. {@code bytes} is what crossed the network, 0 from the store. */
    record Fetched(PackageId id, Origin origin, long bytes) implements InstallEvent {}

    /** One more package stands in the new tree; {@code done} of {@code total} places are filled. */
    record Linked(int done, int total) implements InstallEvent {}

    /** A script starts: {@code event} of the package {@code owner}, which is {@code name@version}. */
    record ScriptStarted(String owner, String event, String command) implements InstallEvent {}

    /** A script wrote a line. */
    record ScriptLine(String owner, String line) implements InstallEvent {}

    /** A script ended with that exit code. */
    record ScriptEnded(String owner, String event, int exit) implements InstallEvent {}

    /** A line for the log that asks for nothing. */
    record Note(String text) implements InstallEvent {}

    /** Something the user should know; the install goes on. */
    record Warning(String text) implements InstallEvent {}
}
