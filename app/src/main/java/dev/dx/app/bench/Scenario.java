package dev.dx.app.bench;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What is there when the clock starts. */
public enum Scenario {
    /** Nothing. */
    CLEAN("clean"),
    /** The tool's cache. */
    CACHE("cache"),
    /** The tool's lock file. */
    LOCK("lock"),
    CACHE_LOCK("cache+lock"),
    /** Everything: there is nothing to do. */
    NOOP("noop"),
    /** All but the cache. */
    MODULES_LOCK("modules+lock"),
    /** Everything, and one more dependency is added that the cache has. */
    ADD("add");

    /** What an install leaves behind. */
    enum Part {
        CACHE,
        LOCK,
        MODULES
    }

    private final String key;

    Scenario(String key) {
        this.key = key;
    }

    /** As it is written in commands and files. */
    public String key() {
        return key;
    }

    boolean keeps(Part part) {
        return switch (this) {
            case CLEAN -> false;
            case CACHE -> part == Part.CACHE;
            case LOCK -> part == Part.LOCK;
            case CACHE_LOCK -> part != Part.MODULES;
            case NOOP, ADD -> true;
            case MODULES_LOCK -> part != Part.CACHE;
        };
    }

    /** Whether the project is not as it was before, even where all went well. */
    boolean changesProject() {
        return switch (this) {
            case CLEAN, CACHE, LOCK, ADD -> true;
            case CACHE_LOCK, NOOP, MODULES_LOCK -> false;
        };
    }

    public static Scenario of(String key) {
        for (Scenario scenario : values()) {
            if (scenario.key.equals(key)) {
                return scenario;
            }
        }
        throw new DxException(
                ErrorCode.DX_USAGE,
                "no scenario is called " + key,
                "They are " + Arrays.stream(values()).map(Scenario::key).collect(Collectors.joining(", ")) + ".");
    }
}
