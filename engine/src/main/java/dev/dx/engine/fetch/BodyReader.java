package dev.dx.engine.fetch;

import java.io.IOException;
import java.io.InputStream;

/** Makes something of a document's body as it comes. Begins anew where the connection broke and the body is sent again. */
@FunctionalInterface
public interface BodyReader<T> {
    T read(InputStream body) throws IOException;
}
