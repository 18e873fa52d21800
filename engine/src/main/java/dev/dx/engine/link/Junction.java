package dev.dx.engine.link;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Links of Windows that everybody may make: an empty folder with a reparse point that names an absolute path. */
final class Junction {
    static final int TAG = 0xA0000003;
    private static final int SET_REPARSE_POINT = 0x900A4;
    private static final int GENERIC_WRITE = 0x40000000;
    private static final int OPEN_EXISTING = 3;
    private static final int BACKUP_SEMANTICS = 0x02000000;
    private static final int OPEN_REPARSE_POINT = 0x00200000;
    private static final int LONGEST = 16 * 1024;
    private static final String NOT_PARSED = "\\??\\";

    private Junction() {}

    static boolean isTheWayHere() {
        return File.separatorChar == '\\';
    }

    /**
     * The mount point form of REPARSE_DATA_BUFFER: tag, length of what follows the first eight bytes, then where in the names
     * the path for the system and that for people begin and how long they are in bytes, then both in UTF-16, each ended by a zero.
     *
     * @param target an absolute path of Windows, {@code C:\x}
     */
    static byte[] reparseData(String target) {
        byte[] system = (NOT_PARSED + target).getBytes(StandardCharsets.UTF_16LE);
        byte[] people = target.getBytes(StandardCharsets.UTF_16LE);
        int names = system.length + 2 + people.length + 2;
        if (names + 16 > LONGEST) {
            throw new IllegalArgumentException("too long for a junction: " + target);
        }
        return ByteBuffer.allocate(16 + names)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(TAG)
                .putShort((short) (8 + names))
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) system.length)
                .putShort((short) (system.length + 2))
                .putShort((short) people.length)
                .put(system)
                .putShort((short) 0)
                .put(people)
                .putShort((short) 0)
                .array();
    }

    static void create(Path link, Path target) throws IOException {
        byte[] data = reparseData(target.toAbsolutePath().toString());
        Files.createDirectory(link);
        boolean made = false;
        try {
            made = setReparsePoint(link, data);
        } finally {
            if (!made) {
                Files.delete(link);
            }
        }
        if (!made) {
            throw new IOException("a junction to " + target + " could not be made");
        }
    }

    private static boolean setReparsePoint(Path folder, byte[] data) {
        Pointer handle = Calls.CreateFileW(
                new WString(folder.toString()),
                GENERIC_WRITE,
                0,
                null,
                OPEN_EXISTING,
                BACKUP_SEMANTICS | OPEN_REPARSE_POINT,
                null);
        if (handle == null || Pointer.nativeValue(handle) == -1) {
            return false;
        }
        try {
            return Calls.DeviceIoControl(
                    handle, SET_REPARSE_POINT, data, data.length, null, 0, new IntByReference(), null);
        } finally {
            Calls.CloseHandle(handle);
        }
    }

    /** In the system's own spelling, by which JNA finds them. */
    @SuppressWarnings("MethodName")
    private static final class Calls {
        static {
            Native.register(Calls.class, "kernel32");
        }

        static native @Nullable Pointer CreateFileW(
                WString name,
                int access,
                int share,
                @Nullable Pointer security,
                int disposition,
                int flags,
                @Nullable Pointer template);

        static native boolean DeviceIoControl(
                Pointer handle,
                int code,
                byte[] in,
                int inLength,
                @Nullable Pointer out,
                int outLength,
                IntByReference returned,
                @Nullable Pointer overlapped);

        static native boolean CloseHandle(Pointer handle);
    }
}
