package dev.dx.engine.npm;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PackageNameConformanceTest {
    @TestFactory
    Stream<DynamicTest> findsWhatNpmFinds() {
        List<?> cases = (List<?>) requireNonNull(ConformanceCases.read("npm/validate-npm-package-name.json"));
        assertFalse(cases.isEmpty());
        return cases.stream()
                .map(test -> (Map<?, ?>) test)
                .filter(test -> argument(test) == null || argument(test) instanceof String)
                .map(test -> DynamicTest.dynamicTest("name: " + argument(test), () -> check(test)));
    }

    private static void check(Map<?, ?> test) {
        Map<?, ?> expected = (Map<?, ?>) requireNonNull(test.get("result"));
        PackageName.Problems problems = PackageName.problems((String) argument(test));
        assertEquals(expected.get("validForNewPackages"), problems.validForNewPackages());
        assertEquals(expected.get("validForOldPackages"), problems.validForOldPackages());
        assertEquals(Objects.requireNonNullElse(expected.get("errors"), List.of()), problems.errors());
        assertEquals(Objects.requireNonNullElse(expected.get("warnings"), List.of()), problems.warnings());
    }

    private static @Nullable Object argument(Map<?, ?> test) {
        return ((List<?>) requireNonNull(test.get("args"))).get(0);
    }
}
