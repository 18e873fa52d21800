package dev.dx.engine.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Which folders the system will not rename, because a file system is mounted there. */
final class MountPoints {
    private static final Path LINUX_LIST = Path.of("/proc/self/mountinfo");

    private MountPoints() {}

    /** Whether something is mounted at {@code folder}, an existing folder given by its real path. */
    static boolean contains(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null
                || !folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return parent == null;
        }
        if (!Files.getAttribute(folder, "unix:dev", LinkOption.NOFOLLOW_LINKS)
                .equals(Files.getAttribute(parent, "unix:dev"))) {
            return true;
        }
        // A part of a file system mounted within that same file system shows here alone.
        return Files.exists(LINUX_LIST)
                && isListed(folder.toString(), Files.readString(LINUX_LIST, StandardCharsets.ISO_8859_1));
    }

    /** The fifth field of a line is the mount point, white space and backslashes in it as octal escapes. */
    static boolean isListed(String folder, String mountInfo) {
        String escaped = new String(folder.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
        for (String line : mountInfo.split("\n")) {
            String[] fields = line.split(" ", 6);
            if (fields.length > 4 && fields[4].equals(escaped)) {
                return true;
            }
        }
        return false;
    }
}
