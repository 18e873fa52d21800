package dev.dx.engine.npm.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathStyleTest {
    @ParameterizedTest
    @CsvSource({
        "POSIX, /a/b, ../c, /a/c",
        "POSIX, /a, ../../.., /",
        "POSIX, /a, /x//y/./z/, /x/y/z",
        "POSIX, /a, C:\\x, /a/C:\\x",
        "WINDOWS, C:\\a\\b, ..\\c, C:\\a\\c",
        "WINDOWS, C:\\a, /x/y, C:\\x\\y",
        "WINDOWS, C:\\a, D:x, D:\\x",
        "WINDOWS, C:\\a, c:x, c:\\a\\x",
        "WINDOWS, C:\\a, \\\\host\\share\\x\\.., \\\\host\\share\\",
    })
    void resolves(PathStyle style, String folder, String path, String expected) {
        assertEquals(expected, style.resolve(folder, path));
    }

    @ParameterizedTest
    @CsvSource({
        "POSIX, /a/b, /a/c/d, ../c/d",
        "POSIX, /a/b, /a/b, ''",
        "POSIX, /, /x, x",
        "WINDOWS, C:\\a\\b, c:\\A\\c, ..\\c",
        "WINDOWS, C:\\a, D:\\a, D:\\a"
    })
    void relativizes(PathStyle style, String from, String to, String expected) {
        assertEquals(expected, style.relative(from, to));
    }
}
