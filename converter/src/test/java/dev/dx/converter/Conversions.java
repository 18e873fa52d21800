package dev.dx.converter;

import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.pack.PackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Batches against a registry on loopback, and what they reported while they ran. */
final class Conversions implements Batch.Listener {
    final List<Converted> done = Collections.synchronizedList(new ArrayList<>());
    final List<BatchReport.Failure> failed = Collections.synchronizedList(new ArrayList<>());
    final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    /** A package of a few files, one of them executable. */
    static TestPackage.Builder some(String name, String version) {
        return TestPackage.named(name, version)
                .file("index.js", "module.exports = '" + name + "';\n".repeat(50))
                .file("lib/deep/er.js", "exports.version = '" + version + "';\n")
                .file("README.md", "# " + name + "\n\nA package.\n")
                .executable("bin/run.js", "#!/usr/bin/env node\n");
    }

    static Batch batch(String registryUrl, Path home, Batch.Archives archives, Batch.Listener listener) {
        Environment environment = new Environment(
                Map.of(
                        "DX_HOME", home.toString(),
                        "npm_config_userconfig", home.resolve("no-user-npmrc").toString(),
                        "npm_config_globalconfig",
                                home.resolve("no-global-npmrc").toString()),
                home,
                Platform.current());
        NpmConfig config = NpmConfig.load(environment, home, Map.of("registry", registryUrl, "fetch-retries", "0"));
        return new Batch(config, environment, PackSettings.zstd(3), archives, 3, listener);
    }

    Batch batch(LocalRegistry registry, Path home, Batch.Archives archives) {
        return batch(registry.url(), home, archives, this);
    }

    @Override
    public void done(String spec, Converted converted) {
        done.add(converted);
    }

    @Override
    public void failed(BatchReport.Failure failure) {
        failed.add(failure);
    }

    @Override
    public void warning(String text) {
        warnings.add(text);
    }
}
