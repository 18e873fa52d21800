package dev.dx.app.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void nothingATerminalObeysGetsThrough() {
        assertEquals("a?[2J?]0;x?b", Printable.line("a\u001b[2J\u009d]0;x\u0007b"));
        assertEquals("a b c", Printable.line("a\nb\tc"));
        assertEquals("x?fdp.exe", Printable.line("x\u202efdp.exe"));
    }

    @Test
    void ordinaryTextIsNotTouched() {
        String text = "größer 你好 🚀 @scope/name";
        assertSame(text, Printable.line(text));
    }
}
