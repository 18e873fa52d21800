package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.binary.Varint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * How a {@link TreeRecipe} is written, {@code recipe} beside its tree. Little-endian and unsigned; a number is a {@link Varint}
 * where its width is not said, a text is a number of bytes, at most {@link #MAX_TEXT}, and as much UTF-8.
 *
 * <pre>
 * file      magic "DXTY" (4 bytes), version 1 (4 bytes), target text, pieces, commands, checksum (4 bytes)
 * pieces    number, at most {@link #MAX_ITEMS}, and as many of: folder text, root (32 bytes), integrity text, list of executables,
 *           renamed: number, and as many of: text, text
 * commands  number, at most {@link #MAX_ITEMS}, and as many of: folder text, number, and as many of: name text, package's folder
 *           text, target text
 * list      number, and as many texts
 * checksum  CRC-32C of everything before it
 * </pre>
 *
 * Lists without an order of their own are sorted. The identity of a recipe is the same without integrities and checksum.
 */
final class TreeRecipeFormat {
    static final int MAX_TEXT = 1 << 15;
    static final int MAX_ITEMS = 1 << 20;
    private static final int MAGIC = 0x59545844;
    private static final int VERSION = 1;
    private static final int CHECKSUM = 4;
    private static final long MAX_LENGTH = 1L << 28;

    private TreeRecipeFormat() {}

    static byte[] identity(TreeRecipe recipe) {
        Writing out = new Writing();
        out.recipe(recipe, piece -> {});
        return out.bytes.toByteArray();
    }

    static byte[] encode(TreeRecipe recipe) {
        Writing out = new Writing();
        out.recipe(recipe, piece -> out.text(piece.integrity().toString()));
        byte[] body = out.bytes.toByteArray();
        return ByteBuffer.allocate(body.length + CHECKSUM)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static final class Writing {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

        void recipe(TreeRecipe recipe, java.util.function.Consumer<TreeRecipe.Piece> integrity) {
            bytes.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(MAGIC)
                    .putInt(VERSION)
                    .array());
            text(recipe.target());
            number(recipe.pieces().size());
            for (TreeRecipe.Piece piece : recipe.pieces()) {
                text(piece.folder());
                bytes.writeBytes(piece.root().bytes());
                integrity.accept(piece);
                number(piece.executables().size());
                new TreeSet<>(piece.executables()).forEach(this::text);
                number(piece.renamed().size());
                new TreeMap<>(piece.renamed()).forEach((from, to) -> {
                    text(from);
                    text(to);
                });
            }
            number(recipe.commands().size());
            for (TreeRecipe.Commands commands : recipe.commands()) {
                text(commands.folder());
                number(commands.links().size());
                for (BinLink link : commands.links()) {
                    text(link.name());
                    text(link.packageFolder());
                    text(link.target());
                }
            }
        }

        private void number(int value) {
            Varint.write(value, bytes);
        }

        private void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (utf8.length > MAX_TEXT) {
                throw new DxException(
                        ErrorCode.DX_UNSAFE_PATH,
                        "a path of " + utf8.length + " bytes in a package",
                        "Do not install that package.");
            }
            number(utf8.length);
            bytes.writeBytes(utf8);
        }
    }

    /**
     * @throws DxException DX_NOT_FOUND if there is no such file, or what is wrong with it
     */
    static TreeRecipe read(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw fault(file).corrupt("longer than a recipe");
            }
            return decode(Files.readAllBytes(file), fault(file));
        } catch (NoSuchFileException missing) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + file, "Run dx install.", missing);
        } catch (IOException unreadable) {
            throw DxException.io(file.toString(), unreadable);
        }
    }

    static FormatFault fault(Path file) {
        return new FormatFault(file.toString(), "Delete the folder it is in; dx install makes it again.");
    }

    static TreeRecipe decode(byte[] bytes, FormatFault fault) {
        if (bytes.length < CHECKSUM) {
            throw fault.truncated();
        }
        int length = bytes.length - CHECKSUM;
        BoundedReader in = new BoundedReader(MemorySegment.ofArray(bytes).asSlice(0, length), fault);
        if (in.u32() != MAGIC) {
            throw fault.corrupt("not the recipe of a tree");
        }
        long version = in.u32();
        if (version != VERSION) {
            throw fault.tooNew("the recipe of a tree, of version " + version);
        }
        if (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length) != checksum(bytes, length)) {
            throw fault.corrupt("the checksum is wrong");
        }
        try {
            TreeRecipe recipe = recipe(in);
            if (in.remaining() != 0) {
                throw fault.corrupt("bytes after the end");
            }
            return recipe;
        } catch (IllegalArgumentException impossible) {
            throw fault.corrupt(String.valueOf(impossible.getMessage()));
        }
    }

    private static TreeRecipe recipe(BoundedReader in) {
        String target = text(in);
        List<TreeRecipe.Piece> pieces = new ArrayList<>();
        for (int left = in.varint(MAX_ITEMS, "packages"); left > 0; left--) {
            String folder = text(in);
            ContentRoot root = ContentRoot.of(in.copy(ContentRoot.LENGTH));
            Integrity integrity = Integrity.parse(text(in));
            if (integrity == null) {
                throw new IllegalArgumentException(folder + " without integrity");
            }
            Set<String> executables = new HashSet<>();
            for (int each = in.varint(MAX_ITEMS, "commands"); each > 0; each--) {
                executables.add(text(in));
            }
            Map<String, String> renamed = new HashMap<>();
            for (int each = in.varint(MAX_ITEMS, "files"); each > 0; each--) {
                renamed.put(text(in), text(in));
            }
            pieces.add(new TreeRecipe.Piece(folder, root, integrity, executables, renamed));
        }
        List<TreeRecipe.Commands> commands = new ArrayList<>();
        for (int left = in.varint(MAX_ITEMS, "folders of commands"); left > 0; left--) {
            String folder = text(in);
            List<BinLink> links = new ArrayList<>();
            for (int each = in.varint(MAX_ITEMS, "commands"); each > 0; each--) {
                links.add(new BinLink(text(in), text(in), text(in)));
            }
            commands.add(new TreeRecipe.Commands(folder, links));
        }
        return new TreeRecipe(target, pieces, commands);
    }

    private static String text(BoundedReader in) {
        return in.text(in.varint(MAX_TEXT, "bytes of text"), "a name");
    }

    /** For people. */
    static List<String> dump(TreeRecipe recipe) {
        List<String> lines = new ArrayList<>();
        ContentHash hash = recipe.hash();
        lines.add("format      recipe of a tree, version " + VERSION);
        lines.add("layout      " + hash);
        lines.add("target      " + recipe.target());
        lines.add("packages    " + recipe.pieces().size());
        recipe.pieces().forEach(piece -> lines.add(piece.root() + "  " + piece.folder()));
        recipe.commands()
                .forEach(commands -> commands.links()
                        .forEach(link -> lines.add((commands.folder().isEmpty() ? "" : commands.folder() + "/")
                                + ".bin/" + link.name() + " -> " + link.packageFolder() + "/" + link.target())));
        return lines;
    }
}
