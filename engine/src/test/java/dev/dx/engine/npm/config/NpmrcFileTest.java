package dev.dx.engine.npm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpmrcFileTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "a;b#c",
                "a=b",
                " around ",
                "\"quoted\"",
                "'single'",
                "[bracket]",
                "back\\slash",
                "two\\\\slashes\\",
                "\\;",
                "line\nline\r\nline",
                "\t",
                "${HOME}",
                "ünïcode"
            })
    void whatIsWrittenIsRead(String value) throws IOException {
        Path file = temp.resolve("npmrc");
        NpmrcFile.read(file).set("//h/:a;b", value).set("key", value).write();
        assertEquals(
                Map.of("//h/:a;b", List.of(value), "key", List.of(value)), Ini.parse(Files.readString(file)), () -> {
                    try {
                        return Files.readString(file);
                    } catch (IOException e) {
                        return e.toString();
                    }
                });
    }

    @Test
    void everythingElseStays() throws IOException {
        Path file = temp.resolve("npmrc");
        Files.writeString(file, "# one\r\nomit[] = dev\r\nomit[] = peer\r\n\r\nx = 1\r\n[section]\r\nx = 2\r\n");
        NpmrcFile.read(file).set("omit", "optional").set("new", "3").delete("x").write();
        assertEquals("# one\r\nomit=optional\r\n\r\nnew=3\r\n[section]\r\nx = 2\r\n", Files.readString(file));
    }

    @Test
    void isTheUsersAloneUnlessItWasNot() throws IOException {
        Path file = temp.resolve("npmrc");
        NpmrcFile.read(file).set("tag", "x").write();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        NpmrcFile.read(file).set("tag", "y").write();
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path real = Files.writeString(temp.resolve("real"), "tag=x\n");
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);
        NpmrcFile.read(link).set("tag", "y").write();
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("tag=y\n", Files.readString(real));
    }

    @Test
    void aMembersOwnFileDoesNotCount() throws IOException {
        Path member = Files.createDirectories(temp.resolve("all/packages/one"));
        Files.writeString(temp.resolve("all/package.json"), "{\"workspaces\": [\"packages/*\"]}");
        Files.writeString(temp.resolve("all/.npmrc"), "tag=whole\n");
        Files.writeString(member.resolve("package.json"), "{\"name\": \"one\"}");
        Files.writeString(member.resolve(".npmrc"), "tag=member\n");
        Environment environment = new Environment(Map.of(), temp, new Platform("linux", "x64", "glibc"));
        NpmConfig config = NpmConfig.load(environment, member, Map.of());
        assertEquals("whole", config.tag());
        assertEquals(1, config.warnings().size(), config.warnings().toString());
        Files.writeString(temp.resolve("all/package.json"), "{\"workspaces\": [\"others/*\"]}");
        assertEquals("member", NpmConfig.load(environment, member, Map.of()).tag());
    }
}
