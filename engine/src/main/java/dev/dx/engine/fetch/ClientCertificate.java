package dev.dx.engine.fetch;

import java.nio.file.Path;

/** A certificate to show to a server that asks for one, and its private key, as PEM files. */
public record ClientCertificate(Path certificate, Path key) {}
