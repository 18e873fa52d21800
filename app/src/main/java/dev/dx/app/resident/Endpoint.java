package dev.dx.app.resident;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the resident engine of a home is reached, and how each side knows the other: a file that only the user can read, made
 * anew at every start.
 *
 * <pre>
 * resident/endpoint := "dx-resident-1" SP pid SP version SP build SP port SP token SP proof LF
 * </pre>
 *
 * @param build which build's engine it is; a launcher asks none but its own
 * @param token what a caller says first
 * @param proof what the engine answers to that; before, it tells nobody anything, and a stranger on its port cannot know it
 */
public record Endpoint(long pid, String version, String build, int port, String token, String proof) {
    static final int SECRET_LENGTH = 32;
    private static final String FORM = "dx-resident-1";
    private static final int LONGEST = 400;
    private static final Pattern LINE = Pattern.compile(
            FORM + " (\\d{1,10}) ([^ \\s]{1,80}) ([^ \\s]{1,80}) (\\d{1,5}) ([0-9a-f]{32}) ([0-9a-f]{32})\n");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** The folder of a home that the resident engine has for itself. */
    public static Path folder(Path home) {
        return home.resolve("resident");
    }

    private static Path file(Path home) {
        return folder(home).resolve("endpoint");
    }

    static Endpoint withNewSecrets(String version, String build, int port) {
        return new Endpoint(ProcessHandle.current().pid(), version, build, port, secret(), secret());
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_LENGTH / 2];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What is written in a home; null if nothing is, or nothing that this version understands. */
    public static @Nullable Endpoint read(Path home) {
        try {
            Path file = file(home);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
                return null;
            }
            Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            return line.matches()
                    ? new Endpoint(
                            Long.parseLong(line.group(1)),
                            line.group(2),
                            line.group(3),
                            Integer.parseInt(line.group(4)),
                            line.group(5),
                            line.group(6))
                    : null;
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException unreadable) {
            throw DxException.io(file(home).toString(), unreadable);
        }
    }

    /** Makes the folder, for the user alone. */
    public static void createFolder(Path home) throws IOException {
        Path folder = folder(home);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(home);
            Files.createDirectories(folder, onlyForUser("rwx------"));
        }
    }

    /** In one step: whoever reads the file meanwhile reads all of this or all of what was there before. */
    void write(Path home) throws IOException {
        Path unfinished = folder(home).resolve("endpoint." + pid + ".tmp");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, onlyForUser("rw-------"));
        Files.writeString(unfinished, text(), StandardCharsets.ISO_8859_1);
        Files.move(unfinished, file(home), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String text() {
        return FORM + " " + pid + " " + version + " " + build + " " + port + " " + token + " " + proof + "\n";
    }

    private static FileAttribute<?>[] onlyForUser(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Whether it still stands written in the home. */
    boolean stands(Path home) {
        try {
            return equals(read(home));
        } catch (DxException unreadable) {
            return false;
        }
    }

    void remove(Path home) throws IOException {
        if (stands(home)) {
            Files.deleteIfExists(file(home));
        }
    }

    /** How long it takes says nothing of how much was right. */
    boolean isToken(byte[] said) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.ISO_8859_1), said);
    }
}
