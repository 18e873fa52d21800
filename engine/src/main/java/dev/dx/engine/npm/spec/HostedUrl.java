package dev.dx.engine.npm.spec;

import dev.dx.engine.npm.spec.HostedRepository.Form;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises repositories of known git hosts in shorthands, URLs and what people take for URLs. */
final class HostedUrl {
    private static final Set<String> KNOWN_SCHEMES =
            Set.of("git+ssh", "ssh", "git+https", "git", "http", "https", "git+http");

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0\\u2028\\u2029\\ufeff]");

    private record Segments(@Nullable String user, String project, String committish) {}

    private HostedUrl() {}

    /** The repository the text names; null if it names none at a known host. */
    static @Nullable HostedRepository parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        SpecUrl url = url(isGitHubShorthand(text) ? "github:" + text : text);
        if (url == null) {
            return null;
        }
        GitHost shorthand = GitHost.byShorthand(url.scheme());
        if (shorthand != null) {
            return shortcut(shorthand, url);
        }
        GitHost host = GitHost.byDomain(url.hostname() == null ? "" : url.hostname());
        return host == null || !host.speaks(url.scheme()) ? null : repository(host, url);
    }

    private static @Nullable HostedRepository shortcut(GitHost host, SpecUrl url) {
        String path = url.path().startsWith("/") ? url.path().substring(1) : url.path();
        path = path.substring(path.indexOf('@') + 1);
        int slash = path.lastIndexOf('/');
        String user = slash <= 0 ? null : path.substring(0, slash);
        return of(host, user, null, path.substring(slash + 1), url.fragment(), Form.SHORTCUT);
    }

    private static @Nullable HostedRepository repository(GitHost host, SpecUrl url) {
        Segments segments = segments(host, url);
        if (segments == null) {
            return null;
        }
        Form form = switch (url.scheme()) {
            case "git+ssh", "ssh" -> Form.SSH_URL;
            case "git+https", "https" -> Form.HTTPS;
            case "git" -> Form.GIT;
            default -> Form.HTTP;
        };
        String auth = null;
        boolean named = !url.username().isEmpty() || !url.password().isEmpty();
        if (named && form != Form.SSH_URL) {
            auth = url.password().isEmpty() ? url.username() : url.username() + ":" + url.password();
        }
        return of(host, segments.user, auth, segments.project, segments.committish, form);
    }

    private static @Nullable HostedRepository of(
            GitHost host,
            @Nullable String escapedUser,
            @Nullable String auth,
            String escapedProject,
            String escapedCommittish,
            Form form) {
        String user = escapedUser == null ? null : PercentCoding.decode(escapedUser);
        String project = PercentCoding.decode(escapedProject);
        String committish = PercentCoding.decode(escapedCommittish);
        if ((escapedUser != null && user == null) || project == null || committish == null) {
            return null;
        }
        if (form == Form.SHORTCUT) {
            project = withoutGitSuffix(project);
        }
        if (project.isEmpty() || (user == null && host != GitHost.GIST)) {
            return null;
        }
        return new HostedRepository(host, user, auth, project, committish.isEmpty() ? null : committish, form);
    }

    /** What the path of a URL at this host says; null for pages of it that are no repositories. */
    private static @Nullable Segments segments(GitHost host, SpecUrl url) {
        List<String> parts = List.of(url.path().split("/", -1));
        String first = part(parts, 1);
        String second = part(parts, 2);
        String third = part(parts, 3);
        return switch (host) {
            case GITHUB -> {
                if (!third.isEmpty() && !third.equals("tree")) {
                    yield null;
                }
                yield named(first, second, third.isEmpty() ? url.fragment() : part(parts, 4));
            }
            case BITBUCKET -> third.equals("get") ? null : named(first, second, url.fragment());
            case SOURCEHUT -> third.equals("archive") ? null : named(first, second, url.fragment());
            case GITLAB -> {
                String path = url.path().startsWith("/") ? url.path().substring(1) : url.path();
                int slash = path.lastIndexOf('/');
                if (path.contains("/-/") || path.contains("/archive.tar.gz") || slash < 0) {
                    yield null;
                }
                yield named(path.substring(0, slash), path.substring(slash + 1), url.fragment());
            }
            case GIST -> {
                if (third.equals("raw") || (first.isEmpty() && second.isEmpty())) {
                    yield null;
                }
                yield second.isEmpty()
                        ? new Segments(null, withoutGitSuffix(first), url.fragment())
                        : new Segments(first.isEmpty() ? null : first, withoutGitSuffix(second), url.fragment());
            }
        };
    }

    private static @Nullable Segments named(String user, String project, String committish) {
        String name = withoutGitSuffix(project);
        return user.isEmpty() || name.isEmpty() ? null : new Segments(user, name, committish);
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static String withoutGitSuffix(String project) {
        return project.endsWith(".git") ? project.substring(0, project.length() - 4) : project;
    }

    /** {@code user/project}, with or without a {@code #committish}, and nothing that could be a path, scope or URL. */
    private static boolean isGitHubShorthand(String text) {
        int hash = text.indexOf('#');
        String repository = hash < 0 ? text : text.substring(0, hash);
        int slash = repository.indexOf('/');
        return slash > 0
                && slash == repository.lastIndexOf('/')
                && !repository.endsWith("/")
                && !repository.startsWith(".")
                && repository.indexOf('@') < 0
                && repository.indexOf(':') < 0
                && !SPACE.matcher(repository).find();
    }

    private static @Nullable SpecUrl url(String text) {
        String withSlashes = withSlashes(text);
        SpecUrl url = SpecUrl.parse(withSlashes);
        return url == null ? SpecUrl.parse(fromScp(withSlashes)) : url;
    }

    /** Completes {@code git:github.com:user/project} and the like to something that begins as a URL does. */
    private static String withSlashes(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        if (KNOWN_SCHEMES.contains(scheme) || GitHost.byShorthand(scheme) != null || text.startsWith("://", colon)) {
            return text;
        }
        int at = text.indexOf('@');
        if (at >= 0) {
            return at > colon ? "git+ssh://" + text : text;
        }
        return text.substring(0, colon + 1) + "//" + text.substring(colon + 1);
    }

    /** Turns {@code git@github.com:user/project} into a URL. */
    private static String fromScp(String text) {
        int at = lastBeforeHash(text, '@');
        int colon = lastBeforeHash(text, ':');
        String url = colon > at ? text.substring(0, colon) + "/" + text.substring(colon + 1) : text;
        return lastBeforeHash(url, ':') < 0 && !url.contains("//") ? "git+ssh://" + url : url;
    }

    private static int lastBeforeHash(String text, char c) {
        int hash = text.indexOf('#');
        return hash < 0 ? text.lastIndexOf(c) : text.lastIndexOf(c, hash);
    }
}
