package dev.dx.engine.install.script;

/** What a project says about the scripts of one of its dependencies. */
public enum ScriptVerdict {
    /** They run: this version with this content is approved. */
    APPROVED,
    /** They do not run, and the project wants it so. */
    REFUSED,
    /** They do not run: what was approved is another version, or another content. */
    CHANGED,
    /** They do not run: nothing is said of them. */
    OPEN
}
