package dev.dx.engine.npm.spec;

import org.jspecify.annotations.Nullable;

/**
 * A repository at a git host whose URLs are known.
 *
 * @param user the user or group, {@code group/subgroup}; null only for a gist
 * @param auth the name and password of the URL, escaped; null if it had none
 * @param committish what stands behind the hash, with all its keys; null if nothing does
 * @param written how the spec named it
 */
public record HostedRepository(
        GitHost host,
        @Nullable String user,
        @Nullable String auth,
        String project,
        @Nullable String committish,
        Form written) {
    /** The ways to write where a repository is. */
    public enum Form {
        SHORTCUT,
        SSH_URL,
        HTTPS,
        GIT,
        /** Understood, and replaced by {@link #SSH_URL}, as npm does. */
        HTTP
    }

    /** Whether both are the same repository, whatever of it they ask for. */
    public boolean isSameRepository(HostedRepository other) {
        return ssh().equals(other.ssh());
    }

    /** {@code github:user/project}. */
    public String shortcut() {
        return host.shorthand() + ":" + path();
    }

    /** {@code git@github.com:user/project.git}. */
    public String ssh() {
        return "git@" + host.domain() + ":" + path() + ".git";
    }

    /** {@code ssh://git@github.com/user/project.git}. */
    public String sshUrl() {
        return "ssh://git@" + host.domain() + "/" + path() + ".git";
    }

    /** {@code https://github.com/user/project.git}, with the name and password that the spec held. */
    public String https() {
        return switch (host) {
            case GIST -> "https://" + host.domain() + "/" + path() + ".git";
            case SOURCEHUT -> "https://" + host.domain() + "/" + path();
            case GITHUB, GITLAB, BITBUCKET ->
                "https://" + (auth == null ? "" : auth + "@") + host.domain() + "/" + path() + ".git";
        };
    }

    /** {@code git://github.com/user/project.git}; null where the host does not speak it. */
    public @Nullable String git() {
        return switch (host) {
            case GITHUB -> "git://" + (auth == null ? "" : auth + "@") + host.domain() + "/" + path() + ".git";
            case GIST -> "git://" + host.domain() + "/" + path() + ".git";
            case GITLAB, BITBUCKET, SOURCEHUT -> null;
        };
    }

    /** Where the host serves the contents of a commit, branch or tag as an archive. */
    public String tarball(String committish) {
        String reference = PercentCoding.encodeComponent(committish);
        return switch (host) {
            case GITHUB -> "https://codeload." + host.domain() + "/" + path() + "/tar.gz/" + reference;
            case GITLAB ->
                "https://" + host.domain() + "/api/v4/projects/" + PercentCoding.encodeComponent(path())
                        + "/repository/archive.tar.gz?sha=" + reference;
            case BITBUCKET -> "https://" + host.domain() + "/" + path() + "/get/" + reference + ".tar.gz";
            case GIST -> "https://codeload." + GitHost.GITHUB.domain() + "/gist/" + path() + "/tar.gz/" + reference;
            case SOURCEHUT -> "https://" + host.domain() + "/" + path() + "/archive/" + reference + ".tar.gz";
        };
    }

    /** Its page for people. */
    public String page() {
        return "https://" + host.domain() + "/" + path();
    }

    /** Where to fetch it from, in the form the spec was written in; null for a shortcut, which leaves the choice. */
    @Nullable
    String fetchSpec() {
        return switch (written) {
            case SHORTCUT -> null;
            case SSH_URL, HTTP -> sshUrl();
            case HTTPS -> https();
            case GIT -> git();
        };
    }

    /** As it is written to a manifest. */
    String saveSpec() {
        String url = switch (written) {
            case SHORTCUT -> shortcut();
            case SSH_URL, HTTP -> "git+" + sshUrl();
            case HTTPS -> host == GitHost.SOURCEHUT ? https() : "git+" + https();
            case GIT -> String.valueOf(git());
        };
        return committish == null ? url : url + "#" + committish;
    }

    private String path() {
        return user == null || host == GitHost.GIST ? project : user + "/" + project;
    }

    @Override
    public String toString() {
        return committish == null ? shortcut() : shortcut() + "#" + committish;
    }
}
