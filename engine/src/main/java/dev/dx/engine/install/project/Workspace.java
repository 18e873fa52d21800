package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.workspace.Catalogs;
import dev.dx.engine.npm.workspace.WorkspaceFolders;
import dev.dx.engine.npm.workspace.WorkspaceSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a project's workspace, and what its catalogs say.
 *
 * @param members where each is, from the project's folder, by name
 */
public record Workspace(Path project, Map<String, String> members, Catalogs catalogs) {
    public static Workspace of(Path project, ProjectManifest manifest) {
        return new Workspace(
                project, WorkspaceFolders.find(project, manifest.json()), Catalogs.read(project, manifest.json()));
    }

    public NpmSpecs.ProjectLayout layout() {
        return new NpmSpecs.ProjectLayout(project, members, catalogs::specFor);
    }

    /**
     * The folders of those who are chosen, "" for the project itself; empty if nobody is.
     *
     * @throws DxException if somebody is chosen who is not there
     */
    public Set<String> chosen(MemberChoice choice) {
        if (choice.isNone()) {
            return Set.of();
        }
        if (members.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    project + ": is not a workspace, it has no members to choose from",
                    "Name its folders in package.json, as in \"workspaces\": [\"packages/*\"].");
        }
        WorkspaceSelection selection =
                new WorkspaceSelection(members, choice.filters().isEmpty() ? Map.of() : dependencies());
        Set<String> names = new LinkedHashSet<>();
        if (choice.members() == MemberChoice.Members.ALL) {
            names.addAll(selection.all());
        }
        names.addAll(selection.named(choice.named()));
        if (!choice.filters().isEmpty()) {
            names.addAll(selection.filtered(choice.filters()));
        }
        if (names.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    "--filter " + String.join(" --filter ", choice.filters()) + ": no member of the workspace",
                    "The members are " + String.join(", ", members.keySet()) + ".");
        }
        Set<String> folders = new LinkedHashSet<>();
        if (choice.root() == MemberChoice.Root.INCLUDED) {
            folders.add("");
        }
        members.forEach((name, folder) -> {
            if (names.contains(name)) {
                folders.add(folder);
            }
        });
        return folders;
    }

    private Map<String, Set<String>> dependencies() {
        Map<String, Set<String>> dependencies = new HashMap<>();
        members.forEach((name, folder) -> {
            PackageManifest manifest =
                    ProjectManifest.read(project.resolve(folder)).manifest();
            Set<String> wanted = new LinkedHashSet<>(manifest.dependencies().keySet());
            wanted.addAll(manifest.devDependencies().keySet());
            wanted.addAll(manifest.optionalDependencies().keySet());
            wanted.addAll(manifest.peerDependencies().keySet());
            dependencies.put(name, wanted);
        });
        return dependencies;
    }

    /**
     * All that manifests say which decides what is installed: the project's, its members' and those of other folders that
     * are linked to.
     *
     * @param texts of manifests as they will be, by file; others are read
     */
    public String wishes(Map<String, String> texts, Set<String> linkedFolders) {
        String manifestText = texts.getOrDefault(ProjectManifest.FILE_NAME, "");
        StringBuilder text = new StringBuilder(manifestText);
        members.forEach(
                (name, folder) -> text.append('\0').append(name).append('\0').append(folder));
        text.append('\0').append(catalogs.catalogs());
        Set<String> folders = new TreeSet<>(linkedFolders);
        folders.addAll(members.values());
        for (String folder : folders) {
            String written = texts.get(folder + "/" + ProjectManifest.FILE_NAME);
            text.append('\0').append(folder).append('\0').append(written == null ? textOf(folder) : written);
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
