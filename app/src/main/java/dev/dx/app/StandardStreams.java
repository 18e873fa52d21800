package dev.dx.app;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The process's own streams, with what becomes of results that nobody takes. */
final class StandardStreams {
    private final Watched watched = new Watched(new FileOutputStream(FileDescriptor.out));
    private final PrintStream out =
            new PrintStream(new BufferedOutputStream(watched), false, charset("stdout.encoding"));
    private final PrintStream err = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)), true, charset("stderr.encoding"));

    private StandardStreams() {}

    static StandardStreams open() {
        return new StandardStreams();
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /**
     * What the process answers: a command that could not hand over its results has failed. A reader that went away, as
     * {@code head} does, knows why, and is not told.
     */
    int exitCode(int code) {
        out.flush();
        IOException failure = watched.failure;
        if (failure == null) {
            return code;
        }
        DxException told = DxException.io("standard output", failure);
        if (told.code() == ErrorCode.DX_NO_SPACE) {
            err.println("error " + told.getMessage());
            err.println(told.remedy());
        }
        err.flush();
        return code == 0 ? told.code().exit().number() : code;
    }

    /** Windows consoles say how they want text; everywhere else text is UTF-8, whatever the locale is called. */
    private static Charset charset(String property) {
        String name = System.getProperty(property);
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return windows && name != null ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** Remembers why writing failed, which a PrintStream does not. */
    private static final class Watched extends FilterOutputStream {
        private @Nullable IOException failure;

        Watched(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
