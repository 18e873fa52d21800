package dev.dx.app.gui.registry;

import java.net.URI;

/** What other tools need in their settings to use a registry. */
enum ClientLines {
    /** npm, pnpm and DX. */
    NPMRC(".npmrc") {
        @Override
        String lines(URI registry, String token) {
            return "registry=" + registry + "\n"
                    + registry.toString().substring(registry.getScheme().length() + 1) + ":_authToken=" + token + "\n";
        }
    },
    /** Yarn from 2 on. */
    YARNRC(".yarnrc.yml") {
        @Override
        String lines(URI registry, String token) {
            String plain = registry.getScheme().equals("http")
                    ? "unsafeHttpWhitelist:\n  - \"" + registry.getHost() + "\"\n"
                    : "";
            return "npmRegistryServer: \"" + registry + "\"\nnpmAuthToken: \"" + token + "\"\n" + plain;
        }
    },
    BUNFIG("bunfig.toml") {
        @Override
        String lines(URI registry, String token) {
            return "[install]\nregistry = { url = \"" + registry + "\", token = \"" + token + "\" }\n";
        }
    };

    /** Stands where a token is to be put. */
    static final String SOME_TOKEN = "${DX_REGISTRY_TOKEN}";

    private final String file;

    ClientLines(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    abstract String lines(URI registry, String token);
}
