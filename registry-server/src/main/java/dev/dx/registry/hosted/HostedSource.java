package dev.dx.registry.hosted;

import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.registry.packument.PackumentIndex;
import dev.dx.registry.packument.PackumentSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The packument of what was published here. */
public final class HostedSource implements PackumentSource {
    private final HostedPackage hosted;
    private final byte[] json;

    public HostedSource(HostedPackage hosted) {
        this.hosted = hosted;
        this.json = JsonWriter.write(hosted.packument(), JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String tag() {
        return hosted.tag().value();
    }

    @Override
    public long length() {
        return json.length;
    }

    @Override
    public InputStream stream() {
        return new ByteArrayInputStream(json);
    }

    @Override
    public PackumentIndex index() throws IOException {
        return PackumentIndex.read(stream(), hosted.name());
    }

    @Override
    public void close() {
        // There is nothing open.
    }
}
