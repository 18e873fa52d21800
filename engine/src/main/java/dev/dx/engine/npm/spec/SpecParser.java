package dev.dx.engine.npm.spec;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec.Asked;
import dev.dx.engine.npm.spec.PackageSpec.Selector;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells the forms of specs apart, in the order npm does. */
final class SpecParser {
    private static final Pattern URL = Pattern.compile("(?is)(?:git[+])?[a-z]+:.*");
    private static final Pattern GIT = Pattern.compile("[^@]+@[^:.]+\\.[^:]+:.+");
    private static final Pattern TARBALL = Pattern.compile("(?i)[.](?:tgz|tar\\.gz|tar)\\z");
    private static final Pattern POSIX_FILE = Pattern.compile("[.].*|~/.*|/.*|[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern WINDOWS_FILE = Pattern.compile("[.].*|~/.*|[/\\\\].*|[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern WINDOWS_GIT_FILE = Pattern.compile("(?i)git\\+file://([a-z]:/[^#]*)(?:#(.*))?");
    /** {@code git+ssh://user@host:path#reference}: what ssh and git take, and no URL. */
    private static final Pattern SCP = Pattern.compile("(?i)git\\+ssh://([^:#]+:[^#]+)(?:#(.*))?");

    private static final Pattern PORT = Pattern.compile(":[0-9]+(?:/|$)");
    private static final Pattern PATH = Pattern.compile("[.]{0,2}[/\\\\].*|[.]{1,2}|~/.*|[A-Za-z]:.*", Pattern.DOTALL);

    private final SpecFolder folder;

    SpecParser(SpecFolder folder) {
        this.folder = folder;
    }

    PackageSpec parse(String arg) {
        int at = arg.indexOf('@', 1);
        String namePart = at > 0 ? arg.substring(0, at) : arg;
        if (URL.matcher(arg).matches()) {
            return resolve(new Asked(null, arg, arg));
        }
        if (GIT.matcher(arg).matches()) {
            return resolve(new Asked(null, arg, "git+ssh://" + arg));
        }
        if (!namePart.startsWith("@") && (hasSlash(namePart) || isTarball(namePart))) {
            return resolve(new Asked(null, arg, arg));
        }
        if (at > 0) {
            String spec = arg.substring(at + 1);
            return resolve(new Asked(PackageName.parse(namePart), arg, spec.isEmpty() ? "*" : spec));
        }
        if (PackageName.problems(arg).validForOldPackages()) {
            return resolve(new Asked(PackageName.parse(arg), arg, "*"));
        }
        return resolve(new Asked(null, arg, arg));
    }

    /** Whether it can be nothing but a version, a range or a tag, wherever it stands: so are nearly all. */
    static boolean isOfRegistry(String spec) {
        if (spec.isEmpty() || spec.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < spec.length(); i++) {
            char c = spec.charAt(i);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!alphanumeric && " ^~<>=.*|+-".indexOf(c) < 0) {
                return false;
            }
        }
        return !isTarball(spec);
    }

    static PackageSpec resolveOfRegistry(PackageName name, String spec) {
        return registry(new Asked(name, name + "@" + spec, spec));
    }

    PackageSpec resolve(@Nullable PackageName name, String spec) {
        return resolve(new Asked(name, name == null ? spec : name + "@" + spec, spec));
    }

    private PackageSpec resolve(Asked asked) {
        String spec = asked.rawSpec();
        if (isFile(spec)) {
            return file(asked);
        }
        int colon = spec.indexOf(':');
        String rest = spec.substring(colon + 1);
        switch (spec.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
            case "npm" -> {
                return alias(asked, rest);
            }
            case "link" -> {
                SpecFolder.Target target = folder.resolve(rest);
                return new PackageSpec.Link(
                        asked, "link:" + target.saved().substring("file:".length()), checked(asked, target.path()));
            }
            case "workspace" -> {
                return workspace(asked, rest);
            }
            case "catalog" -> {
                String catalog = rest.strip();
                return new PackageSpec.Catalog(asked, catalog.isEmpty() ? "default" : catalog);
            }
            default -> {}
        }
        HostedRepository hosted = HostedUrl.parse(spec);
        if (hosted != null) {
            return new PackageSpec.Git(
                    asked,
                    hosted,
                    hosted.saveSpec(),
                    hosted.fetchSpec(),
                    GitReference.parse(hosted.committish() == null ? "" : hosted.committish(), asked.raw()));
        }
        if (URL.matcher(spec).matches()) {
            return url(asked);
        }
        return hasSlash(spec) || isTarball(spec) ? file(asked) : registry(asked);
    }

    private PackageSpec file(Asked asked) {
        SpecFolder.Target target = folder.resolve(asked.rawSpec());
        String path = checked(asked, target.path());
        return isTarball(asked.rawSpec())
                ? new PackageSpec.TarballFile(asked, target.saved(), path)
                : new PackageSpec.Folder(asked, target.saved(), path);
    }

    private static String checked(Asked asked, String path) {
        if (path.indexOf('\0') >= 0) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH,
                    asked.raw().replace('\0', '\ufffd') + ": its path holds a NUL character",
                    "Use a path without one; if a package asks for this, do not trust it.");
        }
        return path;
    }

    private PackageSpec alias(Asked asked, String target) {
        PackageSpec spec = parse(target);
        if (spec instanceof PackageSpec.Registry registry && registry.name() != null) {
            return new PackageSpec.Alias(asked, registry);
        }
        throw new DxException(
                ErrorCode.DX_USAGE,
                asked.raw() + ": an alias stands for a package of the registry, not for " + quoted(target),
                "Write it as npm:NAME or npm:NAME@RANGE.");
    }

    private static PackageSpec workspace(Asked asked, String rest) {
        int at = rest.lastIndexOf('@');
        if (at <= 0 || PATH.matcher(rest).matches()) {
            return new PackageSpec.Workspace(asked, null, rest.isEmpty() ? "*" : rest);
        }
        String range = rest.substring(at + 1);
        return new PackageSpec.Workspace(
                asked, PackageName.parse(rest.substring(0, at)), range.isEmpty() ? "*" : range);
    }

    private static PackageSpec url(Asked asked) {
        String spec = asked.rawSpec();
        if (spec.startsWith("git+ssh:")) {
            Matcher scp = SCP.matcher(spec);
            if (scp.matches() && !PORT.matcher(scp.group(1)).find()) {
                return git(asked, scp.group(1), scp.group(2));
            }
        }
        Matcher drive = WINDOWS_GIT_FILE.matcher(spec.replace('\\', '/'));
        if (drive.matches()) {
            // A drive letter is no host, so this is no URL; git takes it all the same.
            String path = drive.group(1);
            return git(
                    asked,
                    "file://" + path.substring(0, 1).toLowerCase(Locale.ROOT) + path.substring(1),
                    drive.group(2));
        }
        SpecUrl url = SpecUrl.parse(spec.startsWith("git+file://") ? spec.replace('\\', '/') : spec);
        if (url == null) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    asked.raw() + ": " + quoted(spec) + " is not a URL",
                    "Check how it is spelled.");
        }
        if (GitHost.byShorthand(url.scheme()) != null) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    asked.raw() + ": names no repository at " + url.scheme(),
                    "Write it as " + url.scheme() + ":USER/REPOSITORY.");
        }
        return switch (url.scheme()) {
            case "git", "git+http", "git+https", "git+rsync", "git+ftp", "git+file", "git+ssh" -> {
                String fetch = url.withoutFragment();
                yield git(asked, fetch.startsWith("git+") ? fetch.substring(4) : fetch, url.fragment());
            }
            case "http", "https" -> new PackageSpec.TarballUrl(asked, spec);
            default ->
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        asked.raw() + ": no packages come from " + url.scheme() + ": URLs",
                        "Use a registry, git, http(s), file or workspace spec.");
        };
    }

    private static PackageSpec git(Asked asked, String fetchSpec, @Nullable String reference) {
        return new PackageSpec.Git(
                asked,
                null,
                asked.rawSpec(),
                fetchSpec,
                GitReference.parse(reference == null ? "" : reference, asked.raw()));
    }

    private static PackageSpec registry(Asked asked) {
        String spec = asked.rawSpec().strip();
        if (Version.parse(spec) != null) {
            return new PackageSpec.Registry(asked, Selector.VERSION, spec);
        }
        if (Range.parse(spec) != null) {
            return new PackageSpec.Registry(asked, Selector.RANGE, spec);
        }
        if (!PercentCoding.encodeComponent(spec).equals(spec)) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    quoted(asked.raw()) + ": " + quoted(spec) + " is neither a version, a range nor a tag",
                    "Use something like 1.2.3, ^1.2 or latest.");
        }
        return new PackageSpec.Registry(asked, Selector.TAG, spec);
    }

    private boolean isFile(String spec) {
        Pattern file = folder.style() == PathStyle.WINDOWS ? WINDOWS_FILE : POSIX_FILE;
        return spec.regionMatches(true, 0, "file:", 0, 5) || file.matcher(spec).matches();
    }

    private boolean hasSlash(String text) {
        return text.indexOf('/') >= 0 || (folder.style() == PathStyle.WINDOWS && text.indexOf('\\') >= 0);
    }

    private static boolean isTarball(String text) {
        return text.indexOf('.') >= 0 && TARBALL.matcher(text).find();
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", "\ufffd") + '"';
    }
}
