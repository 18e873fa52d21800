package dev.dx.app.gui.projects;

import dev.dx.engine.DxException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be done about a failure by pressing a button. */
public enum WayOn {
    TRY_AGAIN,
    /** The package.json that is broken, in an editor. */
    OPEN_MANIFEST,
    /** The project's folder on the desktop, where rights can be looked at. */
    OPEN_FOLDER,
    CHOOSE_FOLDER,
    CLOSE_PROJECT,
    TRY_CONNECTION,
    MAKE_ROOM,
    SHOW_LOG;

    /** Where a failure is told. */
    public enum Place {
        /** A folder was to be opened, and is not. */
        OPENING,
        /** The files of an open project cannot be read any more. */
        OPEN_PROJECT,
        /** The registry does not say which versions are the newest. */
        NEWEST_VERSIONS,
        /** An operation failed; doing it again is offered there anyway. */
        OPERATION
    }

    /** The most likely first. */
    public static List<WayOn> outOf(DxException failure, Place place) {
        List<WayOn> fitting = switch (failure.code()) {
            case DX_NOT_FOUND, DX_UNSAFE_PATH ->
                place == Place.OPEN_PROJECT ? List.of(CHOOSE_FOLDER, CLOSE_PROJECT) : List.of();
            // Without a cause there is no such file; with one it is there and cannot be understood.
            case DX_MANIFEST -> failure.getCause() == null ? List.of(CHOOSE_FOLDER) : List.of(OPEN_MANIFEST);
            case DX_NETWORK, DX_REGISTRY, DX_AUTH, DX_OFFLINE, DX_UNSAFE_REDIRECT -> List.of(TRY_CONNECTION);
            case DX_NO_SPACE -> List.of(MAKE_ROOM);
            case DX_IO -> failure.getCause() instanceof AccessDeniedException ? List.of(OPEN_FOLDER) : List.of();
            default -> List.of();
        };
        Stream<WayOn> first = place == Place.OPERATION ? Stream.of() : Stream.of(TRY_AGAIN);
        Stream<WayOn> last = switch (place) {
            case OPENING -> Stream.of(CHOOSE_FOLDER);
            case OPERATION -> Stream.of(SHOW_LOG);
            case OPEN_PROJECT, NEWEST_VERSIONS -> Stream.of();
        };
        return Stream.of(first, fitting.stream(), last)
                .flatMap(Function.identity())
                .distinct()
                .toList();
    }
}
