package dev.dx.app.gui;

import dev.dx.app.gui.settings.Setting;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** npm's configuration as the Settings screen shows it. */
final class ConfiguredSettings {
    private ConfiguredSettings() {}

    static List<Setting> of(NpmConfig config) {
        List<Setting> settings = new ArrayList<>();
        for (ConfigValue value : config.values()) {
            settings.add(new Setting(
                    value.key(),
                    value.shown(),
                    switch (value.layer()) {
                        case COMMAND_LINE -> Setting.From.COMMAND_LINE;
                        case ENVIRONMENT -> Setting.From.ENVIRONMENT;
                        case PROJECT -> Setting.From.PROJECT;
                        case USER -> Setting.From.USER;
                        case GLOBAL -> Setting.From.GLOBAL;
                        case BUILTIN -> Setting.From.BUILTIN;
                    },
                    value.layer().isFile() ? value.source() : "",
                    value.isSecret() ? Setting.Secrecy.SECRET : Setting.Secrecy.OPEN));
        }
        defaults(config).forEach((key, value) -> {
            if (config.value(key) == null) {
                settings.add(new Setting(key, value, Setting.From.DEFAULT, "", Setting.Secrecy.OPEN));
            }
        });
        settings.sort(Comparator.comparing((Setting setting) -> setting.from() == Setting.From.DEFAULT)
                .thenComparing(Setting::key));
        return settings;
    }

    /** Those that matter, with what they are where nobody says otherwise. */
    private static Map<String, String> defaults(NpmConfig config) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("registry", config.defaultRegistry().toString());
        defaults.put("proxy", "");
        defaults.put("https-proxy", "");
        defaults.put("noproxy", String.join(", ", config.noproxy()));
        defaults.put("strict-ssl", Boolean.toString(config.strictSsl()));
        defaults.put("cafile", Objects.toString(config.cafile(), ""));
        defaults.put("maxsockets", Integer.toString(config.maxSockets()));
        defaults.put("fetch-retries", Integer.toString(config.fetchRetries()));
        defaults.put("fetch-timeout", Long.toString(config.fetchTimeout().toMillis()));
        defaults.put("min-release-age", Long.toString(config.minReleaseAge().toDays()));
        defaults.put("save-exact", Boolean.toString(config.saveExact()));
        defaults.put("save-prefix", config.savePrefix());
        defaults.put("engine-strict", Boolean.toString(config.engineStrict()));
        defaults.put("ignore-scripts", Boolean.toString(config.ignoreScripts()));
        defaults.put("legacy-peer-deps", Boolean.toString(config.legacyPeerDeps()));
        defaults.put("install-strategy", config.installStrategy());
        return defaults;
    }
}
