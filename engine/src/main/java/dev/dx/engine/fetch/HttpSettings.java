package dev.dx.engine.fetch;

import java.time.Duration;

/**
 * How the network is used.
 *
 * @param silence how long a server may send nothing before it counts as gone
 * @param files how many files are read at once
 * @param documents how many documents are asked for at once
 */
public record HttpSettings(
        Trust trust,
        Proxies proxies,
        RetryPolicy retries,
        Duration silence,
        int files,
        int documents,
        String userAgent) {}
