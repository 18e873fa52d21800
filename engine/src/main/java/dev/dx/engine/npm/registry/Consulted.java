package dev.dx.engine.npm.registry;

/**
 * A document that a registry sent, and that something was decided by.
 *
 * @param key the form that was asked for and the address
 * @param fingerprint of what DX keeps of it
 */
public record Consulted(String key, long fingerprint) {}
