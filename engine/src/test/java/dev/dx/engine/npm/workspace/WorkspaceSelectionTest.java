package dev.dx.engine.npm.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkspaceSelectionTest {
    /**
     * <pre>
     * web → ui → core ⇄ log
     * docs → ui
     * </pre>
     */
    private final WorkspaceSelection selection = new WorkspaceSelection(
            members(),
            Map.of(
                    "web", Set.of("@s/ui", "react"),
                    "docs", Set.of("@s/ui"),
                    "@s/ui", Set.of("@s/core"),
                    "@s/core", Set.of("log"),
                    "log", Set.of("@s/core")));

    @Test
    void membersAreNamedByNameOrFolder() {
        assertEquals(List.of("web", "@s/ui"), List.copyOf(selection.named(List.of("packages/ui", "web"))));
        assertEquals(List.of("web", "docs"), List.copyOf(selection.named(List.of("./apps/"))));
        assertEquals(
                ErrorCode.DX_NOT_FOUND,
                assertThrows(DxException.class, () -> selection.named(List.of("web", "none")))
                        .code());
    }

    @Test
    void filtersChooseByNameAndFolder() {
        assertFiltered("web", "web");
        assertFiltered("@s/ui @s/core", "@s/*");
        assertFiltered("@s/ui", "ui");
        assertFiltered("web docs", "./apps");
        assertFiltered("web docs", "{apps}");
        assertFiltered("web docs", "./apps/*");
        assertFiltered("@s/core", "@s/*{packages/core}");
        assertFiltered("web docs @s/ui @s/core log", "*");
        assertFiltered("", "nothing");
    }

    @Test
    void filtersFollowDependenciesBothWays() {
        assertFiltered("web @s/ui @s/core log", "web...");
        assertFiltered("@s/ui @s/core log", "web^...");
        assertFiltered("web docs @s/ui", "...@s/ui");
        assertFiltered("web docs", "...^@s/ui");
        assertFiltered("web docs @s/ui @s/core log", "...@s/ui...");
        assertFiltered("@s/core log", "log...");
    }

    @Test
    void filtersWithAMarkTakeAway() {
        assertFiltered("docs @s/ui @s/core log", "!web");
        assertFiltered("web docs", "./apps", "log", "!log...");
    }

    @Test
    void whatChoosesNothingKnownIsRefused() {
        assertEquals(
                ErrorCode.DX_UNSUPPORTED,
                assertThrows(DxException.class, () -> selection.filtered(List.of("[main]")))
                        .code());
        assertEquals(
                ErrorCode.DX_USAGE,
                assertThrows(DxException.class, () -> selection.filtered(List.of("...")))
                        .code());
    }

    private void assertFiltered(String expected, String... filters) {
        assertEquals(expected, String.join(" ", selection.filtered(List.of(filters))), String.join(" ", filters));
    }

    private static Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("web", "apps/web");
        members.put("docs", "apps/docs");
        members.put("@s/ui", "packages/ui");
        members.put("@s/core", "packages/core");
        members.put("log", "packages/log");
        return members;
    }
}
