package dev.dx.engine;

import java.nio.file.Path;

/**
 * The folder that outlives a command, and what is where in it:
 *
 * <pre>
 * store/v1/            packages by content
 * parked/v1/           whole trees of projects that were replaced and may come back
 * spares/v1/           whole trees of what was installed lately, that stand ready for any project
 * linked/v1/           how trees of links were made, so that they can be made again without the lock being read
 * cache/v1/packuments/ what registries said about packages
 * cache/v1/resolved/   what projects without a lock were resolved to
 * cache/v1/asked       which documents were asked for together
 * cache/v1/locks/      graphs of locks, by their text
 * cache/v1/sources/    which package a git commit is
 * cache/v1/commands/   packages fetched to run a command of theirs
 * cache/v1/practice/   where an engine that has just started tries itself out, for a second or two
 * </pre>
 *
 * Everything below {@code cache} can be deleted at any time.
 */
public record DxHome(Path folder) {
    public Path store() {
        return folder.resolve("store").resolve("v1");
    }

    /** All of it can be deleted at any time. */
    public Path cache() {
        return folder.resolve("cache");
    }

    public Path parked() {
        return folder.resolve("parked").resolve("v1");
    }

    public Path spares() {
        return folder.resolve("spares").resolve("v1");
    }

    public Path linked() {
        return folder.resolve("linked").resolve("v1");
    }

    public Path packuments() {
        return folder.resolve("cache").resolve("v1").resolve("packuments");
    }

    public Path asked() {
        return folder.resolve("cache").resolve("v1").resolve("asked");
    }

    public Path locks() {
        return folder.resolve("cache").resolve("v1").resolve("locks");
    }

    /** What was done, and what caches did for it. */
    public Path history() {
        return folder.resolve("history.jsonl");
    }

    public Path commands() {
        return folder.resolve("cache").resolve("v1").resolve("commands");
    }

    public Path practice() {
        return folder.resolve("cache").resolve("v1").resolve("practice");
    }

    public Path resolved() {
        return folder.resolve("cache").resolve("v1").resolve("resolved");
    }

    public Path sources() {
        return folder.resolve("cache").resolve("v1").resolve("sources");
    }
}
