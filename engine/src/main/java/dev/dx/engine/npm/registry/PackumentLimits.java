package dev.dx.engine.npm.registry;

/**
 * How large a packument may be before it is not believed.
 *
 * @param bytes of JSON, decompressed
 * @param depth of nesting
 */
record PackumentLimits(int bytes, int depth) {
    static final PackumentLimits STANDARD = new PackumentLimits(200 << 20, 200);
}
