package dev.dx.engine.npm.lock;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.spec.PackageSpec;

/** Tells wishes that a registry answers from those that name a place themselves. */
final class RegistryWish {
    private RegistryWish() {}

    static boolean is(String name, String spec) {
        if (PackageSpec.isOfRegistry(spec)) {
            return true;
        }
        try {
            return switch (PackageSpec.resolve(name, spec)) {
                case PackageSpec.Registry registry -> true;
                case PackageSpec.Alias alias -> true;
                default -> false;
            };
        } catch (DxException notASpec) {
            return false;
        }
    }
}
