package dev.dx.engine.fetch;

import java.nio.file.Path;
import java.util.List;

/** Whose certificates are believed. */
public sealed interface Trust {
    /**
     * Those that Java and the system believe, and these besides.
     *
     * @param files PEM files that were asked for; one that cannot be read is an error
     * @param pem certificates as PEM text
     * @param systemFiles PEM files the system may keep its certificates in; the first that is there counts
     */
    record Verified(List<Path> files, List<String> pem, List<Path> systemFiles) implements Trust {
        public Verified {
            files = List.copyOf(files);
            pem = List.copyOf(pem);
            systemFiles = List.copyOf(systemFiles);
        }
    }

    /** Anybody's; the user has turned verification off. */
    record Unverified() implements Trust {}
}
