package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitRecordTest {
    private static final CommitRecord RECORD = new CommitRecord(
            "inode 4711",
            "1-2026",
            CommitRecord.Modules.SWAP,
            List.of("package.json", "package-lock.json"),
            List.of(".cache", "@scope/näme", "odd\n%name%41", "end 1"),
            List.of("a/node_modules/@b/c"),
            List.of("d"));

    @Test
    void readsWhatItWrote() {
        assertEquals(RECORD, CommitRecord.decode(RECORD.encode()));
    }

    @Test
    void isReadable() {
        assertEquals("""
            dx-journal 1
            staging inode 4711
            nonce 1-2026
            modules swap
            file package.json
            file package-lock.json
            carry .cache
            carry @scope/näme
            carry odd%0a%25name%2541
            carry end 1
            put a/node_modules/@b/c
            drop d
            end\
            """, new String(RECORD.encode(), StandardCharsets.UTF_8).replaceAll(" [0-9a-f]{8}\n$", ""));
    }

    @Test
    void isNoneUnlessWhole() {
        byte[] whole = RECORD.encode();
        for (int length = 0; length < whole.length; length++) {
            assertNull(CommitRecord.decode(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void isNoneWithAnyByteChanged() {
        byte[] whole = RECORD.encode();
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            assertNull(CommitRecord.decode(changed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/../../b", "/etc", "a/b/c", "@s/..", "@s/", "../x"})
    void namesNothingOutsideOfTheProject(String path) {
        assertThrows(IllegalArgumentException.class, () -> carrying(path));
        assertThrows(IllegalArgumentException.class, () -> replacing(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "folder/file",
                "node_modules/a/package.json",
                "a/node_modules/b/package.json",
                "a/../package.json"
            })
    void replacesFilesOfTheProjectAndManifestsOfItsMembersAlone(String path) {
        assertThrows(IllegalArgumentException.class, () -> replacing(path));
        assertEquals(
                List.of("packages/a/package.json"),
                replacing("packages/a/package.json").files());
    }

    private static CommitRecord carrying(String path) {
        return new CommitRecord("", "", CommitRecord.Modules.SWAP, List.of(), List.of(path), List.of(), List.of());
    }

    private static CommitRecord replacing(String name) {
        return new CommitRecord("", "", CommitRecord.Modules.STAY, List.of(name), List.of(), List.of(), List.of());
    }
}
