package dev.dx.app.gui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "~[32mgreen~[0m text, green text",
        "~[38;5;196mred~[m, red",
        "~[2K~[1Gdone, done",
        "~]0;a title^then text, then text",
        "~]8;;http://x~\\link~]8;;~\\, link",
        "10%<50%<100%, 100%",
        "a~, a",
        "a~[, a",
        "a~[31, a",
        "a~]0;never ends, a",
        "~(Bset, set",
    })
    void leavesWhatIsToBeRead(String written, String read) {
        String line = written.replace('~', '\u001b').replace('^', '\u0007').replace('<', '\r');
        assertEquals(read, TerminalText.plain(line));
    }

    @Test
    void keepsNoMoreOfALineThanIsRead() {
        assertEquals(
                TerminalText.LONGEST + 1,
                TerminalText.plain("x".repeat(1_000_000)).length());
    }
}
