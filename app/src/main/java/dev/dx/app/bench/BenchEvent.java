package dev.dx.app.bench;

/** What happens while tools are measured, on the thread that measures. */
public sealed interface BenchEvent {
    /**
     * A tool is about to run; so many steps of all are done. Every run is a step, timed or not.
     *
     * @param untimed whether it is run to prepare what is measured
     */
    record Step(String fixture, String what, String tool, int done, int total, boolean untimed) implements BenchEvent {}

    /** A tool cannot take part; in the middle of a sentence. */
    record LeftOut(String fixture, String tool, String why) implements BenchEvent {}

    /** A tool was timed once. */
    record Ran(String fixture, Scenario scenario, String tool, Timed timed) implements BenchEvent {}

    /** All rounds of a scenario are done; what is known by now. */
    record Row(BenchReport soFar, String fixture, Scenario scenario) implements BenchEvent {}
}
