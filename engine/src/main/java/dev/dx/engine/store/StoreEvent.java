package dev.dx.engine.store;

/** What happens while a store is looked after, told as it happens; from several threads, one at a time. */
public sealed interface StoreEvent {
    /** So many of {@code total} packages and packs are done. */
    record Progress(int done, int total) implements StoreEvent {}

    /** Something is not as it should be. */
    record Found(StoreFinding finding) implements StoreEvent {}

    /** Something was put right or taken away; in the middle of a sentence. */
    record Done(String what) implements StoreEvent {}
}
