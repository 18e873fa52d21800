package dev.dx.app.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    private static final TestPackage PACKAGE = TestPackage.named("@scope/two", "1.2.3")
            .file("index.js", "module.exports = 2;\n".repeat(40))
            .build();

    @TempDir
    Path folder;

    @Test
    void convertsInspectsVerifiesAndExtractsAnArchive() throws IOException {
        Files.write(folder.resolve("two.tgz"), PACKAGE.tarball());
        Caller caller = new Caller(folder);
        Answer converted = caller.runs("convert", "file", "two.tgz", "-o", "packs", "--codec", "lz4");
        assertEquals(0, converted.exit(), converted.err());
        assertTrue(converted.out().startsWith("converted @scope/two@1.2.3: "), converted.out());

        String pack = "packs/@scope+two@1.2.3.dxp";
        Answer dump = caller.runs("inspect", pack);
        assertEquals(0, dump.exit(), dump.err());
        assertTrue(dump.out().contains("package     @scope/two@1.2.3"), dump.out());
        assertEquals(dump.out(), caller.runs("convert", "inspect", pack).out());
        caller.runs("inspect", pack, "--json").isJson();

        Answer verified = caller.runs("convert", "verify", pack, "--against", "two.tgz");
        assertEquals("@scope/two@1.2.3 is whole: 2 files, each as in two.tgz\n", verified.out(), verified.err());
        assertEquals(0, caller.runs("convert", "extract", pack, "files").exit());
        assertEquals("module.exports = 2;\n".repeat(40), Files.readString(folder.resolve("files/index.js")));
        assertEquals(2, caller.runs("convert", "extract", pack, "files").exit(), "it is there already");
    }

    @Test
    void damagedPackIsRefusedForSafety() throws IOException {
        Files.write(folder.resolve("two.tgz"), PACKAGE.tarball());
        Caller caller = new Caller(folder);
        assertEquals(0, caller.runs("convert", "file", "two.tgz").exit());
        Path pack = folder.resolve("@scope+two@1.2.3.dxp");
        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2] ^= 1;
        Files.write(pack, bytes);
        Answer refused = caller.runs("convert", "verify", pack.toString());
        assertEquals(5, refused.exit());
        assertTrue(refused.err().startsWith("error DX_FORMAT_CORRUPT: "), refused.err());
    }

    @Test
    void batchTellsWhatFailedAndMakesTheOthers() throws IOException {
        try (LocalRegistry registry = LocalRegistry.start()) {
            registry.publish(PACKAGE);
            Files.writeString(folder.resolve("list"), "# two of them\n@scope/two\n\nnone-such\n");
            Caller caller = new Caller(folder);
            Answer answer = caller.runs(
                    "convert", "batch", "list", "-o", "packs", "-c", "2", "--registry", registry.url(), "--json");
            assertEquals(1, answer.exit(), answer.err());
            answer.isJson();
            assertTrue(answer.out().contains("\"code\": \"DX_NOT_FOUND\""), answer.out());
            assertTrue(Files.exists(folder.resolve("packs/@scope+two@1.2.3.dxp")));
            Answer again =
                    caller.runs("convert", "download", "@scope/two@1", "-o", "packs", "--registry", registry.url());
            assertEquals(0, again.exit(), again.err());
            assertTrue(again.out().startsWith("0 packages converted, 1 there already, 0 failed"), again.out());
        }
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        Caller caller = new Caller(folder);
        assertEquals(2, caller.runs("convert", "bogus").exit());
        assertEquals(2, caller.runs("convert", "file", "a", "--codec", "gzip").exit());
        assertEquals(2, caller.runs("convert", "file", "a", "--level", "23").exit());
        assertEquals(7, caller.runs("convert", "file", "none.tgz").exit());
        assertEquals(7, caller.runs("inspect", "none.dxp").exit());
    }
}
