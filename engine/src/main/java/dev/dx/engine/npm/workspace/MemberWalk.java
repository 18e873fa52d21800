package dev.dx.engine.npm.workspace;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.NameOrder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One pass over the folders of a project for those that match. Nothing in node_modules is looked at; links are taken for
 * folders where they stay inside the project, but nothing below them is searched.
 */
final class MemberWalk {
    private static final int MAX_DEPTH = 100;

    private final Path realProject;
    private final List<PathGlob> wanted;
    private final List<PathGlob> unwanted;
    private final TreeSet<String> found = new TreeSet<>(NameOrder.NPM.thenComparing(Comparator.naturalOrder()));

    private MemberWalk(Path realProject, List<PathGlob> wanted, List<PathGlob> unwanted) {
        this.realProject = realProject;
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    /** The folders that match, relative to the project; the project itself is not among them. */
    static SortedSet<String> folders(Path project, List<List<PathGlob>> wanted, List<String> unwanted) {
        List<PathGlob> ignored = new ArrayList<>();
        for (String pattern : unwanted) {
            // What is outside the project is left out anyway.
            if (!List.of(pattern.split("/")).contains("..")) {
                ignored.addAll(PathGlob.parse(pattern, PathGlob.Hidden.MATCHED));
            }
        }
        List<PathGlob> all = wanted.stream().flatMap(List::stream).toList();
        try {
            MemberWalk walk = new MemberWalk(project.toRealPath(), all, ignored);
            walk.search(
                    project,
                    "",
                    all.stream().map(PathGlob::start).toList(),
                    ignored.stream().map(PathGlob::start).toList(),
                    0);
            return walk.found;
        } catch (IOException e) {
            throw DxException.io(project.toString(), e);
        }
    }

    private void search(Path folder, String path, List<BitSet> wantedAt, List<BitSet> unwantedAt, int depth)
            throws IOException {
        DxException.checkCancelled();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                visit(entry, path, wantedAt, unwantedAt, depth);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        } catch (NotDirectoryException | NoSuchFileException gone) {
            // It changed under the walk: nothing to find there any more.
            return;
        }
    }

    private void visit(Path entry, String path, List<BitSet> wantedAt, List<BitSet> unwantedAt, int depth)
            throws IOException {
        String name = String.valueOf(entry.getFileName());
        if (name.equals("node_modules") || name.indexOf('\\') >= 0) {
            return;
        }
        List<BitSet> now = stepped(wanted, wantedAt, name);
        if (now.stream().allMatch(BitSet::isEmpty)) {
            return;
        }
        boolean linked = Files.isSymbolicLink(entry);
        if (linked ? !leadsToFolderInside(entry) : !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        String here = path.isEmpty() ? name : path + "/" + name;
        List<BitSet> ignoredNow = stepped(unwanted, unwantedAt, name);
        if (isAnyWhole(wanted, now) && !isAnyWhole(unwanted, ignoredNow)) {
            found.add(here);
        }
        if (!linked && depth < MAX_DEPTH) {
            search(entry, here, now, ignoredNow, depth + 1);
        }
    }

    private boolean leadsToFolderInside(Path link) {
        try {
            Path real = link.toRealPath();
            return real.startsWith(realProject) && !real.equals(realProject) && Files.isDirectory(real);
        } catch (IOException leadsNowhere) {
            return false;
        }
    }

    private static List<BitSet> stepped(List<PathGlob> globs, List<BitSet> states, String name) {
        List<BitSet> next = new ArrayList<>(globs.size());
        for (int i = 0; i < globs.size(); i++) {
            next.add(globs.get(i).step(states.get(i), name));
        }
        return next;
    }

    private static boolean isAnyWhole(List<PathGlob> globs, List<BitSet> states) {
        for (int i = 0; i < globs.size(); i++) {
            if (globs.get(i).isWhole(states.get(i))) {
                return true;
            }
        }
        return false;
    }
}
