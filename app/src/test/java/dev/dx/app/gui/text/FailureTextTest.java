package dev.dx.app.gui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port 4873 is taken by process 12 (java) | Port 4873 is taken by process 12 (java)",
                "cannot publish over @tea/saucer 3.1.0, which is there already | Cannot publish over @tea/saucer"
                        + " 3.1.0, which is there already",
                "the project > lively@4.0.0 > view@^18.0.0 (peer) | The project > lively@4.0.0 > view@^18.0.0 (peer)",
                "there is no folder /projects/tea | There is no folder /projects/tea",
                "no command to run | No command to run",
                "package name \"Tea Pot\" | Package name \"Tea Pot\"",
                "cancelled | Cancelled",
            })
    void aSentenceBeginsWithACapital(String what, String sentence) {
        assertEquals(sentence, FailureText.of(what));
    }

    /** There are packages of all these names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "left-pad 1.3.0: expected sha512-a, got sha512-b",
                "lodash has no version that fits ^9",
                "kettle: 127.0.0.1 has no package of that name",
                "the 1.0.0: expected sha512-a, got sha512-b",
                "the: the registry answered 503",
                "a@^1.0.0 has no version",
                "no-such-package: not found",
                "the/package.json: permission denied",
                "git: not installed, and a package comes from a git repository",
                "package-lock.json does not fit package.json: kettle",
                "node_modules/kettle: no space left on device",
                "127.0.0.1: connection refused",
                "Already a sentence",
                "",
            })
    void aNameStaysAsItIsSpelt(String what) {
        assertEquals(what, FailureText.of(what));
    }
}
