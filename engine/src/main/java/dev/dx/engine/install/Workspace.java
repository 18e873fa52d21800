package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.workspace.Catalogs;
import dev.dx.engine.npm.workspace.WorkspaceFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a project's workspace, and what its catalogs say.
 *
 * @param members where each is, from the project's folder, by name
 */
record Workspace(Path project, Map<String, String> members, Catalogs catalogs) {
    static Workspace of(Path project, ProjectManifest manifest) {
        return new Workspace(
                project, WorkspaceFolders.find(project, manifest.json()), Catalogs.read(project, manifest.json()));
    }

    NpmSpecs.ProjectLayout layout() {
        return new NpmSpecs.ProjectLayout(project, members, catalogs::specFor);
    }

    /**
     * All that manifests say which decides what is installed: the project's, its members' and those of other folders that
     * are linked to.
     */
    String wishes(String manifestText, Set<String> linkedFolders) {
        StringBuilder text = new StringBuilder(manifestText);
        members.forEach(
                (name, folder) -> text.append('\0').append(name).append('\0').append(folder));
        text.append('\0').append(catalogs.catalogs());
        Set<String> folders = new TreeSet<>(linkedFolders);
        folders.addAll(members.values());
        for (String folder : folders) {
            text.append('\0').append(folder).append('\0').append(textOf(folder));
        }
        return text.toString();
    }

    private String textOf(String folder) {
        Path file = project.resolve(folder).resolve(ProjectManifest.FILE_NAME);
        try {
            return Files.readString(file);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return "";
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }
}
