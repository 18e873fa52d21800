package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.spec.HostedRepository;
import dev.dx.engine.npm.spec.PackageSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses git is given for a spec, none of which it can take for anything but an address it is to fetch from. */
final class GitAddress {
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git", "file");
    private static final Pattern URL = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)", Pattern.DOTALL);
    private static final Pattern SCP = Pattern.compile("(?:[^@/:\\s]+@)?[^@/:\\s-][^@/:\\s]*:.+", Pattern.DOTALL);

    private GitAddress() {}

    /** Where to look, in order: a known host first over https, which asks for no key, then over ssh. */
    static List<String> of(PackageSpec.Git spec) {
        HostedRepository hosted = spec.hosted();
        if (hosted == null) {
            return List.of(checked(spec.fetchSpec(), spec));
        }
        String https = checked(hosted.https(), spec);
        return hosted.auth() == null ? List.of(https, checked(hosted.sshUrl(), spec)) : List.of(https);
    }

    private static String checked(@Nullable String address, PackageSpec.Git spec) {
        if (address == null) {
            throw refused(spec, "names no address");
        }
        for (int i = 0; i < address.length(); i++) {
            if (address.charAt(i) < ' ' || address.charAt(i) == 0x7f) {
                throw refused(spec, "has control characters in its address");
            }
        }
        Matcher url = URL.matcher(address);
        if (url.matches()) {
            String scheme = url.group(1).toLowerCase(Locale.ROOT);
            String rest = url.group(2);
            String host = rest.substring(rest.lastIndexOf('@', slash(rest)) + 1);
            if (!SCHEMES.contains(scheme)) {
                throw refused(spec, "wants git to speak " + scheme);
            }
            if (rest.startsWith("-") || host.startsWith("-")) {
                throw refused(spec, "has an address that is an option");
            }
            return address;
        }
        // git runs a program of that name for what stands before two colons.
        if (address.startsWith("-")
                || address.contains("::")
                || !SCP.matcher(address).matches()) {
            throw refused(spec, "has an address that is no repository's");
        }
        return address;
    }

    private static int slash(String rest) {
        int slash = rest.indexOf('/');
        return slash < 0 ? rest.length() : slash;
    }

    /** A branch, tag or commit that git cannot take for an option. */
    static String checkedReference(String reference, PackageSpec.Git spec) {
        boolean safe = !reference.isEmpty() && !reference.startsWith("-");
        for (int i = 0; i < reference.length(); i++) {
            safe &= reference.charAt(i) >= ' ' && reference.charAt(i) != 0x7f;
        }
        if (!safe) {
            throw refused(spec, "asks for a branch or tag that is none");
        }
        return reference;
    }

    private static DxException refused(PackageSpec.Git spec, String why) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                GitCommand.withoutSecrets(spec.raw()) + ": " + why,
                "Write the address as git+https:// or git+ssh://; if a package asks for this, do not trust it.");
    }
}
