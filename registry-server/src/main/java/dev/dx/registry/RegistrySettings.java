package dev.dx.registry;

import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Registration;
import dev.dx.registry.packument.VersionFilter;
import dev.dx.registry.tls.Certificate;
import dev.dx.registry.upstream.UpstreamSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a registry is run.
 *
 * @param folder where its packages, users and cache are
 * @param address what it listens on
 * @param port of DXRP; 0 for any that is free, -1 for no DXRP
 * @param httpPort of HTTP; 0 for any that is free
 * @param publicUrl the address others reach its HTTP by; null for whatever they call it
 * @param hosts names it goes by
 * @param registration whether users may add themselves
 * @param largestArchive how many bytes an archive that is published may have
 */
public record RegistrySettings(
        Path folder,
        InetAddress address,
        int port,
        int httpPort,
        @Nullable URI publicUrl,
        Set<String> hosts,
        Certificate certificate,
        UpstreamSettings upstream,
        VersionFilter filter,
        AccessRules rules,
        Registration registration,
        long largestArchive) {
    public static final int PORT = 3000;
    public static final int HTTP_PORT = 3001;

    public RegistrySettings {
        folder = folder.toAbsolutePath().normalize();
        hosts = Set.copyOf(hosts);
    }

    public RegistrySettings withPorts(int dxrp, int http) {
        return new RegistrySettings(
                folder,
                address,
                dxrp,
                http,
                publicUrl,
                hosts,
                certificate,
                upstream,
                filter,
                rules,
                registration,
                largestArchive);
    }

    public RegistrySettings withCertificate(Certificate other) {
        return new RegistrySettings(
                folder,
                address,
                port,
                httpPort,
                publicUrl,
                hosts,
                other,
                upstream,
                filter,
                rules,
                registration,
                largestArchive);
    }

    public RegistrySettings withUpstream(UpstreamSettings other) {
        return new RegistrySettings(
                folder,
                address,
                port,
                httpPort,
                publicUrl,
                hosts,
                certificate,
                other,
                filter,
                rules,
                registration,
                largestArchive);
    }
}
