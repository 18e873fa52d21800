package dev.dx.engine.install.project;

/** The list of a manifest that a dependency stands in, named by the manifest's own key. */
public enum DependencyKind {
    PRODUCTION("dependencies"),
    DEV("devDependencies"),
    OPTIONAL("optionalDependencies"),
    PEER("peerDependencies");

    private final String manifestKey;

    DependencyKind(String manifestKey) {
        this.manifestKey = manifestKey;
    }

    public String manifestKey() {
        return manifestKey;
    }
}
