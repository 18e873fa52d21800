package dev.dx.app.resident;

import dev.dx.engine.Environment;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a launcher says once it knows whom it speaks to.
 *
 * <pre>
 * said    := count:field field{count}
 * field   := bytes NUL
 * call    := "call" folder program terminals process umask user arguments:field argument* variable*
 * inquiry := "status" | "stop"
 * showing := "show" folder
 * </pre>
 *
 * {@code count} and {@code arguments} are decimal; {@code terminals} holds {@code out} and {@code err} as far as they are
 * some; a {@code variable} is {@code NAME=value}.
 */
final class CallReader {
    static final int LARGEST = 4 << 20;
    static final int MOST_FIELDS = 1 << 16;
    private static final int LONGEST_NUMBER = 10;
    private static final int FIXED = 8;

    private final InputStream in;
    private int left = LARGEST;

    CallReader(InputStream in) {
        this.in = in;
    }

    /** What was said. */
    sealed interface Said {}

    record Called(Call call) implements Said {}

    /** A call that cannot be passed on as it was meant: its bytes are no text, or too many. */
    record Unfit() implements Said {}

    /** Somebody wants to see a folder in the window, or the window alone where it is null. */
    record Showing(@Nullable Path folder) implements Said {}

    enum Inquiry implements Said {
        STATUS,
        STOP
    }

    /** @throws IOException if it ends too soon, or is nothing that a launcher would say */
    Said read() throws IOException {
        int count = number(text(field()));
        if (count < 1 || count > MOST_FIELDS) {
            throw new IOException("a call of " + count + " fields");
        }
        List<byte[]> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(field());
        }
        return switch (text(fields.getFirst())) {
            case "status" -> Inquiry.STATUS;
            case "stop" -> Inquiry.STOP;
            case "show" -> showing(fields);
            case "call" -> call(fields);
            default -> throw new IOException("neither a call nor an inquiry");
        };
    }

    private static Said showing(List<byte[]> fields) throws IOException {
        if (fields.size() != 2) {
            throw new IOException("nothing to show");
        }
        try {
            String folder = text(fields.get(1));
            return new Showing(folder.isEmpty() ? null : Path.of(folder));
        } catch (CharacterCodingException | InvalidPathException noPath) {
            return new Unfit();
        }
    }

    private static Said call(List<byte[]> bytes) throws IOException {
        if (bytes.size() < FIXED) {
            throw new IOException("a call of " + bytes.size() + " fields");
        }
        List<String> fields = new ArrayList<>(bytes.size());
        try {
            for (byte[] field : bytes) {
                fields.add(text(field));
            }
        } catch (CharacterCodingException noText) {
            return new Unfit();
        }
        int arguments = number(fields.get(FIXED - 1));
        if (arguments > fields.size() - FIXED) {
            throw new IOException("a call that lacks arguments");
        }
        Map<String, String> variables = new HashMap<>();
        for (String variable : fields.subList(FIXED + arguments, fields.size())) {
            int equals = variable.indexOf('=', 1);
            if (equals > 0) {
                variables.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        Environment here = Environment.current();
        try {
            Path folder = Path.of(fields.get(1));
            if (!folder.isAbsolute()) {
                throw new IOException("a call from nowhere");
            }
            return new Called(new Call(
                    folder,
                    fields.get(2).isEmpty() ? null : Path.of(fields.get(2)).normalize(),
                    fields.get(3).contains("out"),
                    fields.get(3).contains("err"),
                    number(fields.get(4)),
                    new Standing(fields.get(5), fields.get(6)),
                    fields.subList(FIXED, FIXED + arguments),
                    new Environment(variables, here.userHome(), here.platform())));
        } catch (InvalidPathException noPath) {
            return new Unfit();
        }
    }

    private byte[] field() throws IOException {
        ByteArrayOutputStream field = new ByteArrayOutputStream(64);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (--left < 0) {
                throw new IOException("a call of more than " + LARGEST + " bytes");
            }
            if (next == 0) {
                return field.toByteArray();
            }
            field.write(next);
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static int number(String text) throws IOException {
        boolean digits = !text.isEmpty()
                && text.length() < LONGEST_NUMBER
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new IOException("a call with a number that is none");
        }
        return Integer.parseInt(text);
    }
}
