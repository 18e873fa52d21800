package dev.dx.app.gui.store;

import dev.dx.app.gui.control.Treemap.Area;
import dev.dx.app.gui.text.Measures;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.PackageId;
import dev.dx.engine.store.StoreKeeper.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Packages as areas: those of one name together, a part for each version. Stronger is used longer ago. */
final class StoreAreas {
    private static final double OLD_DAYS = 30;
    private static final double SECONDS_OF_DAY = 86_400;

    private StoreAreas() {}

    static List<Area> of(List<Held> packages, Instant now) {
        Map<String, List<Held>> byName = new LinkedHashMap<>();
        for (Held held : packages) {
            byName.computeIfAbsent(name(held), name -> new ArrayList<>()).add(held);
        }
        List<Area> areas = new ArrayList<>();
        byName.forEach((name, versions) -> {
            List<Area> parts = versions.stream()
                    .map(held -> area(versions.size() == 1 ? name : version(held), held, now))
                    .toList();
            double sum = parts.stream().mapToDouble(Area::amount).sum();
            areas.add(parts.size() == 1 ? parts.getFirst() : new Area(name, name, sum, 0, parts));
        });
        return areas;
    }

    static Area area(String name, Held held, Instant now) {
        double days = (now.getEpochSecond() - held.lastUse().getEpochSecond()) / SECONDS_OF_DAY;
        return new Area(name, words(held), Math.max(1, held.size()), Math.clamp(days / OLD_DAYS, 0, 1), List.of());
    }

    static String words(Held held) {
        return Messages.text(
                "store.package",
                label(held),
                Measures.bytes((double) held.size()),
                held.files(),
                Measures.date(held.lastUse()));
    }

    static String label(Held held) {
        PackageId id = held.id();
        return id == null ? held.root().toString() : id.toString();
    }

    static String name(Held held) {
        PackageId id = held.id();
        return id == null ? held.root().toString() : id.name();
    }

    static String version(Held held) {
        PackageId id = held.id();
        return id == null ? "" : id.version();
    }
}
