package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarballAddressTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({
        "npmjs, https://npms.own.example/p/-/p-1.tgz, https://mirror/npm/p/-/p-1.tgz",
        "npmjs, https://elsewhere/p/-/p-1.tgz, https://elsewhere/p/-/p-1.tgz",
        "never, https://npms.own.example/p/-/p-1.tgz, https://npms.own.example/p/-/p-1.tgz",
        "always, https://elsewhere/p/-/p-1.tgz?a=b, https://mirror/npm/p/-/p-1.tgz?a=b",
        "always, https://elsewhere/npm/p-1.tgz, https://mirror/npm/p-1.tgz",
        "elsewhere, https://elsewhere/p-1.tgz, https://mirror/npm/p-1.tgz",
        "elsewhere, https://other/p-1.tgz, https://other/p-1.tgz",
        "https://elsewhere/old/path, https://elsewhere/old/path/p-1.tgz, https://mirror/npm/p-1.tgz",
        "https://elsewhere/old/path, https://elsewhere/old/pathology/p.tgz, https://elsewhere/old/pathology/p.tgz",
        "npmjs, https://mirror/files/p-1.tgz, https://mirror/files/p-1.tgz",
        "npmjs, http://mirror/files/p-1.tgz, https://mirror/files/p-1.tgz",
        "npmjs, http://mirror:81/files/p-1.tgz, http://mirror:81/files/p-1.tgz",
    })
    void moves(String rule, String named, String fetched) throws IOException {
        assertEquals(fetched, addresses(rule).of("p", named).toString());
    }

    @Test
    void hasAUsualForm() throws IOException {
        assertEquals(
                "https://mirror/npm/@s/p/-/p-1.0.0.tgz",
                addresses("npmjs").usual("@s/p", "1.0.0").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "p-1.tgz", "", "ftp://h/p", "https:///p", "https://h/a b"})
    void whatCannotBeFetchedIsRefused(String named) {
        DxException e = assertThrows(DxException.class, () -> addresses("npmjs").of("p", named));
        assertEquals(ErrorCode.DX_REGISTRY, e.code());
        assertTrue(e.what().startsWith("p: "), e.what());
    }

    private TarballAddress addresses(String rule) throws IOException {
        Path npm = Files.writeString(temp.resolve("npm"), "#!/bin/sh\necho https://npms.own.example/\n");
        assertTrue(npm.toFile().setExecutable(true));
        Map<String, String> variables =
                Map.of("PATH", temp.toString(), "DX_HOME", temp.resolve("dx").toString());
        Environment environment = new Environment(variables, temp, new Platform("linux", "x64", "glibc"));
        NpmConfig config = NpmConfig.load(
                environment, temp, Map.of("registry", "https://mirror/npm", "replace-registry-host", rule));
        return new TarballAddress(config, new DxrpRegistries(config, NetworkSettings.of(config, environment)));
    }
}
