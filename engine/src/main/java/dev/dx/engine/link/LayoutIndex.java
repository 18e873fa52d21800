package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.binary.MappedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The index of layouts, mapped. It never changes; a new generation replaces it. Safe for use by many threads. */
public final class LayoutIndex implements AutoCloseable {
    private final MappedFile file;
    private final LayoutIndexFormat.Header header;
    private final FormatFault fault;

    private LayoutIndex(MappedFile file, LayoutIndexFormat.Header header, FormatFault fault) {
        this.file = file;
        this.header = header;
        this.fault = fault;
    }

    /** @throws DxException if it is damaged, not there, or written by a newer version */
    public static LayoutIndex open(Path path) {
        FormatFault fault = LayoutIndexFormat.fault(path.toString());
        try {
            MappedFile file = MappedFile.open(path);
            try {
                LayoutIndex index = new LayoutIndex(file, LayoutIndexFormat.readHeader(file.bytes(), fault), fault);
                index.checkSlots();
                return index;
            } catch (RuntimeException refused) {
                file.close();
                throw refused;
            }
        } catch (NoSuchFileException missing) {
            throw new DxException(ErrorCode.DX_NOT_FOUND, "there is no file " + path, "Name a file that exists.");
        } catch (IOException unreadable) {
            throw DxException.io(path.toString(), unreadable);
        }
    }

    /** Puts these entries in the place of whatever index was there. */
    public static void write(Path path, Collection<LayoutEntry> entries, long generation) throws IOException {
        Path temporary = Files.createTempFile(path.toAbsolutePath().getParent(), "layouts", ".tmp");
        try {
            Files.write(temporary, LayoutIndexFormat.encode(entries, generation));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    public long generation() {
        return header.generation();
    }

    public int size() {
        return header.entryCount();
    }

    int slots() {
        return header.slotCount();
    }

    /** Null if there is no such layout. */
    public @Nullable LayoutEntry find(ContentHash layout) {
        return at(slotOf(layout));
    }

    /** Where the layout is, or where it would be. */
    private int slotOf(ContentHash layout) {
        int mask = header.slotCount() - 1;
        int slot = LayoutIndexFormat.homeOf(layout, header.slotCount());
        for (int probes = 0; probes <= mask; probes++) {
            LayoutEntry entry = at(slot);
            if (entry == null || entry.layout().equals(layout)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        throw fault.corrupt("an index without a free slot");
    }

    /** All entries, in the order of their slots. */
    public List<LayoutEntry> entries() {
        List<LayoutEntry> entries = new ArrayList<>(header.entryCount());
        for (int slot = 0; slot < header.slotCount(); slot++) {
            LayoutEntry entry = at(slot);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    @Nullable
    LayoutEntry at(int slot) {
        MemorySegment bytes = file.bytes();
        return LayoutIndexFormat.read(
                bytes.asSlice(
                        LayoutIndexFormat.HEADER + (long) slot * LayoutIndexFormat.ENTRY, LayoutIndexFormat.ENTRY),
                fault);
    }

    private void checkSlots() {
        int filled = 0;
        for (int slot = 0; slot < header.slotCount(); slot++) {
            LayoutEntry entry = at(slot);
            if (entry == null) {
                continue;
            }
            filled++;
            if (slotOf(entry.layout()) != slot) {
                throw LayoutIndexFormat.misplaced(slot, fault);
            }
        }
        if (filled != header.entryCount()) {
            throw fault.corrupt(filled + " layouts, and not " + header.entryCount());
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
