package dev.dx.app.bench;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured.
 *
 * @param limit that no run may take longer than
 * @param idle how long a resident engine is left alone before each run
 * @param work the folder in which a folder for all of it is made
 * @param registry that the tools were told to use; null for what each is configured to
 */
public record BenchPlan(
        List<Tool> tools,
        List<Fixture> fixtures,
        List<Scenario> scenarios,
        int rounds,
        Duration limit,
        Duration idle,
        Path work,
        @Nullable String registry) {
    public static final int USUAL_ROUNDS = 5;
    public static final int QUICK_ROUNDS = 3;
    public static final int MOST_ROUNDS = 1000;
    public static final Duration USUAL_LIMIT = Duration.ofMinutes(5);
    public static final Duration USUAL_IDLE = Duration.ofSeconds(1);
    public static final List<String> USUAL_FIXTURES = List.of("small", "medium");
    public static final List<String> QUICK_FIXTURES = List.of("small");
    public static final List<Scenario> QUICK_SCENARIOS =
            List.of(Scenario.CLEAN, Scenario.CACHE_LOCK, Scenario.NOOP, Scenario.ADD);

    public BenchPlan {
        tools = List.copyOf(tools);
        fixtures = List.copyOf(fixtures);
        scenarios = List.copyOf(scenarios);
        if (tools.isEmpty() || fixtures.isEmpty() || scenarios.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "there is nothing to measure",
                    "Name at least one tool, one fixture and one scenario.");
        }
        Set<String> names = new HashSet<>();
        for (Fixture fixture : fixtures) {
            if (!names.add(fixture.name())) {
                throw new DxException(
                        ErrorCode.DX_USAGE, "two fixtures are called " + fixture.name(), "Measure one at a time.");
            }
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new DxException(
                    ErrorCode.DX_USAGE, rounds + " rounds", "Name a number from 1 to " + MOST_ROUNDS + ".");
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new DxException(ErrorCode.DX_USAGE, "a limit of " + limit, "Give every run some time.");
        }
    }
}
