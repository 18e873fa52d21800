package dev.dx.app.gui.projects;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.Change.Precision;
import dev.dx.engine.install.project.DependencyKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalCommandTest {
    @Test
    void namesEveryChange() {
        assertEquals("dx install", TerminalCommand.of(new Change.Sync()));
        assertEquals(
                "dx remove lodash @types/node",
                TerminalCommand.of(new Change.Remove(List.of("lodash", "@types/node"))));
        assertEquals("dx add vite", TerminalCommand.of(new Change.Add(List.of("vite"), null, Precision.CARET)));
        assertEquals(
                "dx add -D vite@6.0.7",
                TerminalCommand.of(new Change.Add(List.of("vite@6.0.7"), DependencyKind.DEV, Precision.CARET)));
        assertEquals(
                "dx add -O -E fsevents",
                TerminalCommand.of(new Change.Add(List.of("fsevents"), DependencyKind.OPTIONAL, Precision.EXACT)));
    }

    @Test
    void quotesWhatAShellWouldReadOtherwise() {
        assertEquals(
                "dx add 'a@^1' 'b@>=2' 'c@*' 'it'\\''s'",
                TerminalCommand.of(new Change.Add(List.of("a@^1", "b@>=2", "c@*", "it's"), null, Precision.CARET)));
    }
}
