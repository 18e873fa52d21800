package dev.dx.engine.npm.registry;

/**
 * How large a packument may be before it is not believed.
 *
 * @param bytes of JSON, decompressed
 * @param depth of nesting
 * @param held how many bytes of it may be held, since an install needs them
 */
record PackumentLimits(int bytes, int depth, int held) {
    static final PackumentLimits STANDARD = new PackumentLimits(256 << 20, 200, 32 << 20);
}
