package dev.dx.engine.npm.workspace;

import java.util.ArrayList;
import java.util.List;

/**
 * Which folders a project names as its members.
 *
 * @param wanted in the order they were given
 * @param unwanted what is left out, whatever else matches it
 */
record WorkspacePatterns(List<String> wanted, List<String> unwanted) {
    WorkspacePatterns {
        wanted = List.copyOf(wanted);
        unwanted = List.copyOf(unwanted);
    }

    /** As npm reads them: what is wanted after it was unwanted is wanted again. */
    static WorkspacePatterns ofNpm(List<String> patterns) {
        List<String> wanted = new ArrayList<>();
        List<String> unwanted = new ArrayList<>();
        for (String given : patterns) {
            int marks = leadingMarks(given);
            String pattern = relative(given.substring(marks));
            if (marks % 2 == 1) {
                unwanted.add(pattern);
                continue;
            }
            // npm passes over the pattern after each one it takes out; so does this.
            for (int i = 0; i < unwanted.size(); i++) {
                if (matches(unwanted.get(i), pattern)) {
                    unwanted.remove(i);
                }
            }
            wanted.add(pattern);
        }
        wanted.removeIf(pattern -> unwanted.stream().anyMatch(against -> matches(against, pattern)));
        return new WorkspacePatterns(wanted, unwanted);
    }

    /** As pnpm reads them: what is unwanted anywhere in the list stays so. */
    static WorkspacePatterns ofPnpm(List<String> patterns) {
        List<String> wanted = new ArrayList<>();
        List<String> unwanted = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                unwanted.add(relative(pattern.substring(1)));
            } else {
                wanted.add(relative(pattern));
            }
        }
        unwanted.add("**/bower_components/**");
        return new WorkspacePatterns(wanted, unwanted);
    }

    private static boolean matches(String glob, String path) {
        return PathGlob.parse(glob, PathGlob.Hidden.PASSED_OVER).stream().anyMatch(each -> each.matchesBelow(path));
    }

    private static int leadingMarks(String pattern) {
        int marks = 0;
        while (marks < pattern.length() && pattern.charAt(marks) == '!') {
            marks++;
        }
        return marks;
    }

    private static String relative(String pattern) {
        return pattern.replace('\\', '/').replaceFirst("^\\.?/+", "");
    }
}
