package dev.dx.engine.lock;

import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.graph.Dependency;
import dev.dx.engine.graph.Trait;
import org.jspecify.annotations.Nullable;

/** The numbers that stand for words in a {@code .dxl} file. They never change. */
final class FormatNumbers {
    private FormatNumbers() {}

    static int bit(Trait trait) {
        return switch (trait) {
            case DEV -> 1;
            case OPTIONAL -> 2;
            case DEV_OPTIONAL -> 4;
            case PEER -> 8;
            case EXTRANEOUS -> 16;
            case BUNDLED -> 32;
            case INSTALL_SCRIPT -> 64;
            case OWN_LOCK -> 128;
            case FOLDER -> 256;
        };
    }

    static int number(Dependency.Kind kind) {
        return switch (kind) {
            case PRODUCTION -> 0;
            case DEV -> 1;
            case OPTIONAL -> 2;
            case PEER -> 3;
            case OPTIONAL_PEER -> 4;
            case MEMBER -> 5;
        };
    }

    static Dependency.@Nullable Kind kind(int number) {
        return switch (number) {
            case 0 -> Dependency.Kind.PRODUCTION;
            case 1 -> Dependency.Kind.DEV;
            case 2 -> Dependency.Kind.OPTIONAL;
            case 3 -> Dependency.Kind.PEER;
            case 4 -> Dependency.Kind.OPTIONAL_PEER;
            case 5 -> Dependency.Kind.MEMBER;
            default -> null;
        };
    }

    static int number(Algorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> 1;
            case SHA256 -> 2;
            case SHA384 -> 3;
            case SHA512 -> 4;
        };
    }

    static @Nullable Algorithm algorithm(int number) {
        return switch (number) {
            case 1 -> Algorithm.SHA1;
            case 2 -> Algorithm.SHA256;
            case 3 -> Algorithm.SHA384;
            case 4 -> Algorithm.SHA512;
            default -> null;
        };
    }
}
