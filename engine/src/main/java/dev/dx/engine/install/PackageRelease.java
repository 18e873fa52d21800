package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.script.ProjectScripts;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.publish.PackedPackage;
import dev.dx.engine.npm.publish.RegistryAccount;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.Packument;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.script.PackageScripts;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptRunner;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Packs or publishes a package, with the scripts that npm runs around that. Nothing is sent before everything that can be
 * known to be wrong was looked at.
 */
final class PackageRelease {
    private final Environment environment;
    private final Map<String, String> settings;
    private final PublishRequest request;
    private final ScriptListener listener;

    PackageRelease(
            Environment environment, Map<String, String> settings, PublishRequest request, ScriptListener listener) {
        this.environment = environment;
        this.settings = settings;
        this.request = request;
        this.listener = listener;
    }

    /** Packs the folder and leaves the archive in another; a trial leaves nothing. */
    PackedPackage pack(Path destination) {
        if (!Files.isDirectory(destination)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, "there is no folder " + destination, "Make it, or name one that exists.");
        }
        // Not in there: it could be the folder that is packed.
        try (Scratch scratch = Scratch.make()) {
            PackedPackage packed = pack(scratch.archive(), config());
            if (request.trial() == PublishRequest.Trial.REAL) {
                Path temporary = Files.createTempFile(destination, ".dx-pack-", ".tgz");
                try {
                    Files.copy(packed.archive(), temporary, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(temporary, destination.resolve(packed.fileName()), StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(temporary);
                }
            }
            return packed;
        } catch (IOException failure) {
            throw DxException.io(destination.toString(), failure);
        }
    }

    /** @param ready is told what is about to be sent, and where to */
    PackedPackage publish(Consumer<PublishedPackage> ready) {
        Path archive = request.archive();
        if (archive != null) {
            return publish(PackedPackage.of(archive), config(), ready);
        }
        NpmConfig config = config();
        run(config, "prepublishOnly");
        try (Scratch scratch = Scratch.make()) {
            PackedPackage packed = publish(pack(scratch.archive(), config), config, ready);
            if (request.trial() == PublishRequest.Trial.REAL) {
                run(config, "publish");
                run(config, "postpublish");
            }
            return packed;
        }
    }

    private PackedPackage pack(Path archive, NpmConfig config) {
        run(config, "prepack");
        run(config, "prepare");
        PackedPackage packed = PackedPackage.pack(request.folder(), archive);
        run(config, "postpack");
        return packed;
    }

    private PackedPackage publish(PackedPackage packed, NpmConfig config, Consumer<PublishedPackage> ready) {
        PackageManifest manifest = packed.manifest();
        if (manifest.json().isTruthy("private")) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    manifest + ": its package.json says that it is private",
                    "Remove \"private\" from package.json if it is meant for others.");
        }
        JsonObject wishes = manifest.json().object("publishConfig");
        NpmConfig its = wishes == null ? config : config(wishes);
        String tag = tag(its);
        String access = its.get("access");
        if ("restricted".equals(access) && !manifest.name().startsWith("@")) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    manifest + ": access is restricted",
                    "Only packages with a scope can be restricted; leave it away, or name the package @scope/name.");
        }
        URI registry = its.registryFor(manifest.name());
        try (RegistryAccount account = new RegistryAccount(its, environment, registry, request.oneTimePassword())) {
            boolean trial = request.trial() == PublishRequest.Trial.DRY_RUN;
            if (!trial && !account.isLoggedIn()) {
                throw account.notLoggedIn();
            }
            checkAgainstPublished(manifest, its, tag);
            ready.accept(new PublishedPackage(packed, registry, tag, access));
            if (!trial) {
                account.publish(packed, tag, access);
            }
        }
        return packed;
    }

    /** A version is published once, and the usual tag does not go back without being told to. */
    private void checkAgainstPublished(PackageManifest manifest, NpmConfig config, String tag) {
        Version version = Version.parse(manifest.version(), Options.LOOSE);
        if (version == null || config.flag("force", false)) {
            return;
        }
        boolean chosen = tagWasChosen(config);
        if (version.isPrerelease() && !chosen) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    manifest + ": a prerelease would become what everybody gets",
                    "Name another tag, as in --tag next.");
        }
        List<String> published;
        try (RegistryClient client = new RegistryClient(config, environment, CachePolicy.ONLINE)) {
            Packument known = client.confirmed(manifest.name(), RegistryClient.Form.ABBREVIATED);
            published = known.versions();
        } catch (DxException unknown) {
            if (unknown.code() == ErrorCode.DX_NOT_FOUND || unknown.code() == ErrorCode.DX_AUTH) {
                return;
            }
            throw unknown;
        }
        if (published.contains(manifest.version())) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY,
                    manifest + ": that version is published already",
                    "A version is published once; give package.json another.");
        }
        Version highest = published.stream()
                .map(Version::parse)
                .filter(known -> known != null && !known.isPrerelease())
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (!chosen && highest != null && highest.compareTo(version) > 0) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    manifest + ": " + highest + " is published, and " + tag + " would go back to " + manifest.version(),
                    "Name another tag, as in --tag legacy, or " + tag + " by name if that is meant.");
        }
    }

    private boolean tagWasChosen(NpmConfig config) {
        return request.tag() != null || config.value("tag") != null;
    }

    private String tag(NpmConfig config) {
        String tag = request.tag() == null ? config.tag() : request.tag();
        if (tag.isBlank() || Range.parse(tag) != null || !tag.equals(tag.strip()) || tag.contains("/")) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "the tag \"" + tag + "\"", "A tag is a word that is no version and no range.");
        }
        return tag;
    }

    private NpmConfig config() {
        return NpmConfig.load(environment, request.folder(), settings);
    }

    /** What the package itself says about publishing it, unless somebody says otherwise by hand. */
    private NpmConfig config(JsonObject wishes) {
        Map<String, String> all = new HashMap<>();
        wishes.members().forEach((key, value) -> {
            boolean itsToSay =
                    key.equals("tag") || key.equals("access") || key.equals("registry") || key.endsWith(":registry");
            // A variable's value would leave with the request.
            if (itsToSay
                    && value instanceof JsonValue.Text text
                    && !text.value().contains("${")) {
                all.put(key, text.value());
            }
        });
        all.putAll(settings);
        return NpmConfig.load(environment, request.folder(), all);
    }

    private void run(NpmConfig config, String event) {
        if (config.ignoreScripts()) {
            return;
        }
        PackageScripts scripts = ProjectScripts.anyIn(request.folder());
        String command = scripts.written().get(event);
        if (command == null) {
            return;
        }
        Script script = Script.of(request.folder(), scripts, event, command, List.of());
        int exit = new ScriptRunner(environment, config, request.caller(), request.folder())
                .run(script, listener.starting(script));
        if (exit != 0) {
            throw new DxException(
                    ErrorCode.DX_SCRIPT,
                    scripts.title() + ": its script " + event + " exited with " + exit + ": " + command,
                    "Mend the script, or leave scripts out with --ignore-scripts.");
        }
    }

    /** Where an archive is made. */
    private record Scratch(Path folder) implements AutoCloseable {
        static Scratch make() {
            try {
                return new Scratch(Files.createTempDirectory("dx-publish-"));
            } catch (IOException failure) {
                throw DxException.io("a temporary folder", failure);
            }
        }

        Path archive() {
            return folder.resolve("package.tgz");
        }

        @Override
        public void close() {
            FolderRemoval.removeWhatCanBe(folder);
        }
    }
}
