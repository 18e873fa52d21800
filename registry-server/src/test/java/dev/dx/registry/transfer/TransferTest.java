package dev.dx.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.registry.RegistryConfig;
import dev.dx.registry.RegistrySettings;
import dev.dx.registry.TestServer;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.storage.FolderStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final TestPackage ONE = TestPackage.named("one", "1.0.0")
            .dependency("@corp/two", "^2.0.0")
            .file("index.js", "1")
            .build();
    private static final TestPackage TWO =
            TestPackage.named("@corp/two", "2.0.0").file("index.js", "2").build();
    private static final TestPackage SECRET =
            TestPackage.named("@secret/three", "3.0.0").build();

    @TempDir
    Path folder;

    private HostedPackages hosted() throws IOException {
        return new HostedPackages(FolderStorage.open(folder.resolve("registry/hosted"), FolderStorage.Promise.LASTING));
    }

    private static List<String> files(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> tree.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private RegistrySettings publish() throws IOException {
        Path registry = Files.createDirectories(folder.resolve("registry"));
        Files.writeString(
                registry.resolve("registry.json"),
                "{\"upstream\": \"none\", \"packages\": [{\"pattern\": \"@secret/*\", \"read\": \"users\"}]}");
        try (TestServer server = TestServer.start(registry)) {
            String publisher = server.register("publisher");
            for (TestPackage one : List.of(ONE, TWO, SECRET)) {
                assertEquals(201, server.publish(one, publisher).status());
            }
        }
        return RegistryConfig.settings(registry);
    }

    @Test
    void plainFileServerServesWhatWasExported() throws Exception {
        RegistrySettings settings = publish();
        Path tree = Files.createDirectories(folder.resolve("tree"));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tree, SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String base = "http://localhost:" + server.getAddress().getPort() + "/";
            // Somebody who was killed left this, and somebody else is at that.
            Path unfinished = Files.createDirectories(tree.resolve(".unfinished"));
            Files.writeString(unfinished.resolve("export.999999999.1f.part"), "half");
            Path busy = Files.writeString(
                    unfinished.resolve("export." + ProcessHandle.current().pid() + ".1f.part"), "half");
            StaticExport export = new StaticExport(hosted(), settings.rules(), URI.create(base));
            StaticExport.Outcome outcome = export.write(tree, StaticExport.Which.PUBLIC);
            assertEquals(2, outcome.versions());
            assertEquals(List.of("@secret/three is not public"), outcome.leftOut());
            Files.delete(busy);
            assertEquals(List.of("-/@corp/two/two-2.0.0.tgz", "-/one/one-1.0.0.tgz", "@corp/two", "one"), files(tree));
            // Again, over what is there; what was damaged meanwhile is mended.
            Files.write(tree.resolve("-/one/one-1.0.0.tgz"), new byte[ONE.tarball().length]);
            assertEquals(outcome, export.write(tree, StaticExport.Which.PUBLIC));
            assertArrayEquals(ONE.tarball(), Files.readAllBytes(tree.resolve("-/one/one-1.0.0.tgz")));
            assertFalse(Files.exists(unfinished));

            TestProject project = TestProject.in(
                            folder.resolve("user"), base, Map.of("npm_config_min_release_age", "0"))
                    .write(
                            "package.json",
                            "{\"name\": \"p\", \"version\": \"1.0.0\", \"dependencies\": {\"one\": \"^1.0.0\"}}");
            project.install();
            assertEquals("2", project.read("node_modules/@corp/two/index.js"));
            assertTrue(project.read("package-lock.json").contains(base + "-/one/one-1.0.0.tgz"));

            assertEquals(3, export.write(tree, StaticExport.Which.ALL).packages());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void damagedArchiveIsNotExported() throws IOException {
        RegistrySettings settings = publish();
        Path archives = folder.resolve("registry/hosted/data/archives/one");
        for (String file : files(archives)) {
            Files.write(archives.resolve(file), new byte[10]);
        }
        Path tree = folder.resolve("tree");
        StaticExport.Outcome outcome = new StaticExport(hosted(), settings.rules(), URI.create("https://host/"))
                .write(tree, StaticExport.Which.ALL);
        assertEquals(List.of("one 1.0.0 has an archive that is damaged"), outcome.leftOut());
        assertFalse(Files.exists(tree.resolve("one")));
    }

    /** A package as Verdaccio keeps it. */
    private void keep(Path storage, String latest, TestPackage... versions) throws Exception {
        String name = versions[0].name();
        Path at = Files.createDirectories(storage.resolve(name));
        Map<String, JsonValue> manifests = new LinkedHashMap<>();
        Map<String, String> times = new LinkedHashMap<>();
        for (TestPackage version : versions) {
            manifests.put(
                    version.version(),
                    JsonReader.readObject(version.packageJson())
                            .with(
                                    "dist",
                                    JsonObject.ofStrings(Map.of(
                                            "integrity", version.integrity(),
                                            "shasum", version.shasum(),
                                            "tarball", "http://elsewhere/x.tgz"))));
            times.put(version.version(), "2020-01-02T03:04:05.678Z");
            Files.write(at.resolve(name.replaceAll(".*/", "") + "-" + version.version() + ".tgz"), version.tarball());
        }
        Map<String, JsonValue> document = new LinkedHashMap<>();
        document.put("name", new JsonValue.Text(name));
        document.put("readme", new JsonValue.Text("read me"));
        document.put("versions", JsonObject.of(manifests));
        document.put("dist-tags", JsonObject.ofStrings(Map.of("latest", latest)));
        document.put("time", JsonObject.ofStrings(times));
        Files.writeString(at.resolve("package.json"), JsonWriter.write(JsonObject.of(document), JsonStyle.NPM));
    }

    @Test
    void whatVerdaccioHostsIsPublishedOnce() throws Exception {
        Path storage = folder.resolve("storage");
        TestPackage next = TestPackage.named("one", "2.0.0").build();
        keep(storage, "1.0.0", ONE, next);
        keep(storage, "2.0.0", TWO);
        keep(storage, "1.0.0", TestPackage.named("foreign", "1.0.0").build());
        TestPackage bad = TestPackage.named("bad", "1.0.0").build();
        keep(storage, "1.0.0", bad, TestPackage.named("bad", "1.1.0").build());
        Files.write(storage.resolve("bad/bad-1.0.0.tgz"), new byte[10]);
        Files.delete(storage.resolve("bad/bad-1.1.0.tgz"));
        Path evil = Files.createDirectories(storage.resolve("evil"));
        Files.writeString(
                evil.resolve("package.json"),
                "{\"name\": \"evil\", \"versions\": {\"../../one/one-1.0.0\": {\"name\": \"evil\"}}}");
        Files.createDirectories(storage.resolve("broken"));
        Files.writeString(storage.resolve("broken/package.json"), "{\"name\"");
        Files.writeString(
                storage.resolve(".verdaccio-db.json"),
                "{\"list\": [\"one\", \"@corp/two\", \"bad\", \"evil\", \"broken\", \"gone\"], \"secret\": \"x\"}");

        List<PackageId> told = new ArrayList<>();
        VerdaccioImport reading = new VerdaccioImport(hosted(), 1 << 20, "owner", told::add);
        VerdaccioImport.Outcome outcome = reading.read(storage, folder.resolve("registry"));
        assertEquals(
                List.of(
                        new PackageId("@corp/two", "2.0.0"),
                        new PackageId("one", "1.0.0"),
                        new PackageId("one", "2.0.0")),
                outcome.published());
        assertEquals(outcome.published(), told);
        assertEquals(
                List.of(
                        "bad 1.0.0 was refused: the archive does not hash to what the manifest says",
                        "bad 1.1.0 has no archive",
                        "broken has a package.json that is not its own or is damaged",
                        "evil ../../one/one-1.0.0 is no version",
                        "foreign came from another registry",
                        "gone is listed and has no folder"),
                outcome.leftOut());
        HostedPackage one = Objects.requireNonNull(hosted().find("one"));
        assertEquals(Map.of("latest", "1.0.0"), one.tags());
        assertEquals("read me", one.packument().string("readme"));
        assertEquals("2020-01-02T03:04:05.678Z", one.packument().strings("time").get("2.0.0"));

        VerdaccioImport.Outcome again = reading.read(storage, folder.resolve("registry"));
        assertEquals(List.of(), again.published());
        assertEquals(3, again.present());
        try (TestServer server = TestServer.start(folder.resolve("registry"))) {
            assertArrayEquals(
                    ONE.tarball(), server.get("/one/-/one-1.0.0.tgz").response().body());
        }
    }
}
