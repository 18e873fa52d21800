package dev.dx.converter;

import java.nio.file.Path;
import java.util.Arrays;

/** A batch in a process of its own, for a test to kill: {@code REGISTRY HOME TARGET SPEC...}. */
final class BatchProcess {
    private BatchProcess() {}

    public static void main(String[] arguments) {
        Conversions.batch(arguments[0], Path.of(arguments[1]), Batch.Archives.DROPPED, new Conversions())
                .run(Arrays.asList(arguments).subList(3, arguments.length), Path.of(arguments[2]));
    }
}
