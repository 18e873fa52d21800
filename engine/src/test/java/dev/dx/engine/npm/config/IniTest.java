package dev.dx.engine.npm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IniTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`k=v`                 | `v`",
                "`  k = v  `           | `v`",
                "`k`                   | `true`",
                "`k=`                  | ``",
                "`k=a=b`               | `a=b`",
                "`k=a ; comment`       | `a`",
                "`k=a # comment`       | `a`",
                "`k=a\\;b\\#c\\\\d\\e` | `a;b#c\\d\\e`",
                "`k=a\\`               | `a\\`",
                "`k=\"a;b\\nc\"`       | `a;b\nc`",
                "`k='a#b'`             | `a#b`",
                "`k='\"in\"'`          | `in`",
                "`k=\"broken\\q\"`     | `\"broken\\q\"`",
                "`k=\"`                | `\"`",
                "`\"k\"=v`             | `v`",
            })
    void values(String line, String value) {
        assertEquals(List.of(value), Ini.parse(line).get("k"), line);
    }

    @Test
    void commentsBlankLinesAndMarksAreSkipped() {
        assertEquals(Map.of("a", List.of("1")), Ini.parse("\uFEFF; x\n\r\n   # y\n=z\na=1\n"));
    }

    @Test
    void bracketsCollect() {
        assertEquals(Map.of("a", List.of("0", "1", "2", "3")), Ini.parse("a=0\na[]=1\na[]=2\na=3"));
    }

    @Test
    void againMeansInstead() {
        assertEquals(Map.of("a", List.of("2")), Ini.parse("a=1\na=2"));
    }

    @Test
    void sectionsAreNotSettings() {
        assertEquals(Map.of("a", List.of("1")), Ini.parse("a=1\n[section]\nb=2"));
    }

    @Test
    void aKeyCanHaveAnyName() {
        assertEquals(Map.of("__proto__x", List.of("1")), Ini.parse("__proto__x=1"));
    }
}
